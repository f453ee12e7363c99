/** Does one thing; others that were asked for at the same time are done with it. */
export type Gathered<Item, Answer> = (item: Item) => Promise<Answer>

/**
 * Does together what is asked for while earlier work is under way: nobody waits for a batch to fill, and what comes
 * alone goes alone. `work` answers one settled answer for each item, in their order.
 */
export function gather<Item, Answer>(
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Answer>[]>,
  { most }: { readonly most: number },
): Gathered<Item, Answer> {
  const waiting: Waiting<Item, Answer>[] = []
  let running = false
  const run = async (): Promise<void> => {
    // What comes in the same turn of the loop goes together from the start.
    await turn()
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most)
      const answers = await work(batch.map(({ item }) => item)).catch((reason: unknown) =>
        batch.map((): PromiseRejectedResult => ({ status: 'rejected', reason })),
      )
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index]
        if (answer?.status === 'fulfilled') resolve(answer.value)
        else reject(answer?.reason)
      }
      await turn()
    }
    running = false
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (running) return
      running = true
      void run()
    })
}

interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

function turn(): Promise<void> {
  return new Promise((resume) => {
    setImmediate(resume)
  })
}
