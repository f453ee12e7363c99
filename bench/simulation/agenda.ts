/** What is still to happen, in the order of its time: a binary heap on plain arrays of numbers. */
export class Agenda {
  #times = new Float64Array(1024)
  #kinds = new Uint8Array(1024)
  #subjects = new Int32Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  add(at: number, kind: number, subject: number): void {
    if (this.#size === this.#times.length) this.#grow()
    let hole = this.#size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (this.#at(parent) <= at) break
      this.#move(parent, hole)
      hole = parent
    }
    this.#put(hole, at, kind, subject)
  }

  /** Takes the next thing out; undefined when nothing is left. */
  next(): { readonly at: number; readonly kind: number; readonly subject: number } | undefined {
    if (this.#size === 0) return undefined
    const first = { at: this.#at(0), kind: this.#kinds[0] ?? 0, subject: this.#subjects[0] ?? 0 }
    const last = --this.#size
    if (last > 0) this.#sink(this.#at(last), this.#kinds[last] ?? 0, this.#subjects[last] ?? 0)
    return first
  }

  #sink(at: number, kind: number, subject: number): void {
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#at(child + 1) < this.#at(child)) child += 1
      if (this.#at(child) >= at) break
      this.#move(child, hole)
      hole = child
    }
    this.#put(hole, at, kind, subject)
  }

  #at(index: number): number {
    return this.#times[index] ?? 0
  }

  #put(index: number, at: number, kind: number, subject: number): void {
    this.#times[index] = at
    this.#kinds[index] = kind
    this.#subjects[index] = subject
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#at(from), this.#kinds[from] ?? 0, this.#subjects[from] ?? 0)
  }

  #grow(): void {
    const length = this.#times.length * 2
    const times = new Float64Array(length)
    const kinds = new Uint8Array(length)
    const subjects = new Int32Array(length)
    times.set(this.#times)
    kinds.set(this.#kinds)
    subjects.set(this.#subjects)
    this.#times = times
    this.#kinds = kinds
    this.#subjects = subjects
  }
}
