/** What a trial by force found: figures to read, and what must never happen. */
export interface Report {
  readonly figures: Readonly<Record<string, string | number>>
  /** Each in words, with what is needed to look at it. Empty: the trial was passed. */
  readonly breaches: readonly string[]
}

/** Prints a trial in readable lines; a breach makes the process exit with 1. */
export function printReport(title: string, { figures, breaches }: Report): void {
  console.log(`\n${title}`)
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  for (const [name, figure] of Object.entries(figures))
    console.log(`  ${name.padEnd(width)}  ${readable(figure)}`)
  console.log(breaches.length === 0 ? '  no breach' : `  BREACHES: ${breaches.length}`)
  for (const breach of breaches.slice(0, mostPrinted))
    console.log(`  - ${breach.slice(0, longestBreach)}`)
  if (breaches.length > mostPrinted) console.log(`  … and ${breaches.length - mostPrinted} more`)
  if (breaches.length > 0) process.exitCode = 1
}

/** Seconds since then, with one decimal. */
export function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}

const mostPrinted = 20
const longestBreach = 800

function readable(figure: string | number): string {
  return typeof figure === 'string' ? figure : figure.toLocaleString('en')
}
