import { setTimeout as wait } from 'node:timers/promises'

/** Asks again until there is an answer; what fails is asked again as well. Gives up after a minute, or as told. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined>,
  limitMs = 60_000,
): Promise<Found> {
  let last: unknown
  for (const end = performance.now() + limitMs; performance.now() < end; await wait(20))
    try {
      const found = await look()
      if (found !== undefined) return found
    } catch (error) {
      last = error
    }
  throw new Error(`${what} did not come within ${limitMs} ms.`, { cause: last })
}
