import { type FailureView, viewFailures } from '#src/app/list-failures.ts'
import type { JobRow } from '#src/storage/outbox.ts'
import type { Store } from '#src/storage/store.ts'
import { findWorkspace } from '#src/storage/workspaces.ts'
import { sayMoment } from '#src/texts/dates.ts'
import { sayFailure } from '#src/texts/say-failure.ts'
import { texts } from '#src/texts/texts.ts'
import { asTable } from '../table.ts'

type Language = 'fr' | 'en'

/** Failed jobs as tables, one for each workspace. Addresses are masked. */
export async function tellFailures(
  store: Store,
  rows: readonly JobRow[],
  language: Language,
): Promise<string> {
  const t = texts[language].outbox
  if (rows.length === 0) return t.none
  const tables: string[] = []
  for (const [id, ofWorkspace] of Map.groupBy(rows, ({ workspaceId }) => workspaceId)) {
    const name = (await findWorkspace(store.db, id))?.name ?? id
    const failures = await viewFailures({ store }, id, ofWorkspace)
    tables.push(`${name}\n\n${tableOf(failures, language)}`)
  }
  return [...tables, t.hint].join('\n\n')
}

function tableOf(failures: readonly FailureView[], language: Language): string {
  const t = texts[language].outbox
  return asTable([t.columns, ...failures.map((failure) => cells(failure, language))])
}

function cells(failure: FailureView, language: Language): readonly string[] {
  const { id, queue, state, nextAt, attempts, to, achievement } = failure
  const { what, otherWork, state: states } = texts[language].pages.console
  const named: Readonly<Record<string, string>> = what
  const address = to?.maskedEmail === undefined ? '' : ` <${to.maskedEmail}>`
  return [
    id,
    named[queue] ?? otherWork,
    to === undefined ? '' : `${to.name}${address}`,
    achievement?.name[language] ?? '',
    nextAt === undefined ? states[state] : sayMoment(language, nextAt),
    String(attempts),
    why(failure, language),
  ]
}

function why({ reason, detail }: FailureView, language: Language): string {
  const said = sayFailure(language, reason)
  return reason.cause === 'other' ? `${said} [${harmless(detail)}]` : said
}

/** The log's own words, without what a query carried and without addresses. */
function harmless(detail: string): string {
  const [line = ''] = detail.split('\n', 1)
  return line.replaceAll(/[^\s<>]+@(?=[^\s<>]+)/g, '…@').slice(0, 160)
}
