/** Whether this process is about to end: told once, by whoever ends it, to all who act differently from then on. */
export class Draining {
  private readonly listeners: (() => void)[] = [];
  private hasBegun = false;

  get begun(): boolean {
    return this.hasBegun;
  }

  /** Does nothing a second time. */
  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    for (const listener of this.listeners) listener();
  }

  /** Calls back when it begins. */
  onBegin(listener: () => void): void {
    this.listeners.push(listener);
  }
}
