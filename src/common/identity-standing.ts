/** Whether Entra answered when it was last asked for keys or an exchange: readiness tells it, nothing decides by it. */
export class IdentityStanding {
  private failing = false;

  /** It answered, were it with a refusal. */
  answered(): void {
    this.failing = false;
  }

  /** It did not answer, or with nonsense, or with trouble of its own. */
  failed(): void {
    this.failing = true;
  }

  get current(): 'ok' | 'failing' {
    return this.failing ? 'failing' : 'ok';
  }
}
