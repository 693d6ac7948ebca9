/** Whether Entra answered when it was last asked for keys or an exchange: readiness tells it, nothing decides by it. */
export class IdentityStanding {
  private failing = false;
  private skewed = false;

  /** It answered, were it with a refusal. */
  answered(): void {
    this.failing = false;
  }

  /** It did not answer, or with nonsense, or with trouble of its own. */
  failed(): void {
    this.failing = true;
  }

  /** Whether this machine's clock is further from Entra's than tokens' times may be. */
  clockCompared(skewed: boolean): void {
    this.skewed = skewed;
  }

  get current(): 'ok' | 'failing' | 'clock_skewed' {
    if (this.failing) return 'failing';
    return this.skewed ? 'clock_skewed' : 'ok';
  }
}
