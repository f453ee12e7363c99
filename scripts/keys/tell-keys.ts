import { everyIssuerKey, type IssuerKeyRow } from '#src/storage/issuer-keys.ts'
import { countSigned, signedAwards } from '#src/storage/signed-awards.ts'
import type { Store } from '#src/storage/store.ts'
import { allIssuers } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import { asTable } from '../table.ts'

type Language = 'fr' | 'en'

/** Every key of every issuer as tables, one for each issuer; no secret. */
export async function tellKeys({ db }: Pick<Store, 'db'>, language: Language): Promise<string> {
  const t = texts[language].keys
  const keys = await everyIssuerKey(db)
  if (keys.length === 0) return t.none
  const parts: string[] = []
  for (const { id, name } of await allIssuers(db)) {
    const lines: (readonly string[])[] = [t.columns]
    for (const key of keys) if (key.issuerId === id) lines.push(await cells(db, key, language))
    parts.push(`${name} (${id})\n\n${asTable(lines)}`)
  }
  for (const key of keys) if (await isUnfinished(db, key)) parts.push(t.unfinished(key.id))
  return [...parts, t.purposes].join('\n\n')
}

async function cells(
  db: Store['db'],
  key: IssuerKeyRow,
  language: Language,
): Promise<readonly string[]> {
  const t = texts[language].keys
  return [
    t.purpose[key.purpose],
    t.state[key.state],
    sayMoment(key.createdAt),
    sayMoment(key.retiredAt),
    sayMoment(key.compromisedAt),
    // Tokens are signed on demand and not kept.
    key.purpose === 'token' ? '–' : String(await countSigned(db, key)),
    key.id,
  ]
}

/** As `--since` takes it. */
export function sayMoment(at: number | null): string {
  return at === null ? '' : `${new Date(at).toISOString().slice(0, 16)}Z`
}

async function isUnfinished(db: Store['db'], key: IssuerKeyRow): Promise<boolean> {
  if (key.state !== 'compromised' || key.purpose === 'token') return false
  return (await signedAwards(db, key, { limit: 1 })).length > 0
}
