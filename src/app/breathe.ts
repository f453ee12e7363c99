import { setImmediate } from 'node:timers/promises'

/** Lets others have their turn: signing takes milliseconds of the one thread, and voters are answered in between. */
export function breathe(): Promise<void> {
  return setImmediate()
}
