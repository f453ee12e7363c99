import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { z } from 'zod'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong with a page, each as `rule: where`. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Given as source: the page's own policy lets no script in, and is not to be switched off.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe)
  const options = JSON.stringify({ runOnly: tags, resultTypes: ['violations'], preload: false })
  return found.parse(await page.evaluate(`axe.run(document, ${options})`))
}

const found = z
  .object({
    violations: z.array(
      z.object({
        id: z.string(),
        nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string() })),
      }),
    ),
  })
  .transform((result) =>
    result.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} (${failureSummary})`),
    ),
  )
