/** Work that goes on after the platform was answered; whoever stops waits for it. */
export class UnderWay {
  readonly #all = new Set<Promise<void>>()

  /** Work that never fails: it tells of its own accidents. */
  add(work: Promise<void>): Promise<void> {
    this.#all.add(work)
    void work.finally(() => this.#all.delete(work))
    return work
  }

  async end(): Promise<void> {
    while (this.#all.size > 0) await Promise.allSettled(this.#all)
  }
}
