import type { Test } from 'tap'

/** What it throws is like that. */
export async function fails(
  t: Test,
  work: Promise<unknown>,
  like: object,
  name = JSON.stringify(like),
): Promise<void> {
  const thrown = await work.then(
    () => 'nothing was thrown',
    (failure: unknown) => failure,
  )
  t.match(thrown, like, name)
}
