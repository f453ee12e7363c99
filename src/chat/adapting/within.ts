/** What work gives within that time; undefined: it is not done yet, and goes on. */
export async function within<Done>(ms: number, work: Promise<Done>): Promise<Done | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, ms, undefined)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
