/** Tells the bench where this process serves, answers how much processor time it used, and ends with the bench. */
export function answerParent(url: string, stop: () => Promise<void>): void {
  process.on('message', (asked) => {
    if (asked === 'stop') void stop().finally(() => process.exit())
    const { user, system } = process.cpuUsage()
    if (asked === 'cpu') process.send?.({ cpuUs: user + system })
  })
  // The bench is gone, however it ended.
  process.on('disconnect', () => process.exit())
  process.send?.({ url })
}
