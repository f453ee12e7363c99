import type { Config } from '#src/config.ts'
import { type Finding, troubleIn } from './finding.ts'

/** Answers the TXT records of a name, each in its pieces, as `node:dns` does. */
export type LookUpTxt = (name: string) => Promise<readonly (readonly string[])[]>

/** Looks up what tells other mail servers that our letters are ours: SPF, DKIM and DMARC (RFC 7208, 6376, 7489). */
export async function checkMailDomain(
  { smtpUrl, mailFrom, dkim }: Config,
  lookUp: LookUpTxt,
): Promise<Finding[]> {
  const part = 'mail-domain'
  if (smtpUrl === undefined)
    return [{ part, mark: 'unchecked', say: (t) => t.domainOnlyWithMail() }]
  const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1)
  if (/(^|\.)example$/.test(domain))
    return [{ part, mark: 'look', say: (t) => t.domainMadeUp({ from: mailFrom }) }]
  if ((await troubleLookingUp(domain, lookUp)) === 'ENOTFOUND')
    return [{ part, mark: 'unchecked', say: (t) => t.domainUnknown({ domain }) }]
  const dkimName = dkim && `${dkim.selector}._domainkey.${dkim.domain}`
  return Promise.all([
    checkRecord('SPF', /^v=spf1( |$)/i, [domain], lookUp),
    dkimName === undefined
      ? ({ part, mark: 'unchecked', say: (t) => t.dkimElsewhere() } satisfies Finding)
      : checkRecord('DKIM', /(^|;)\s*p=[\w+/]/i, [dkimName], lookUp),
    checkRecord('DMARC', /^v=DMARC1\s*(;|$)/i, dmarcNames(domain), lookUp),
  ])
}

async function troubleLookingUp(name: string, lookUp: LookUpTxt): Promise<string | undefined> {
  return lookUp(name).then(() => undefined, troubleIn)
}

// A domain without a record of its own has that of the domain above it.
function dmarcNames(domain: string): readonly string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, from) => `_dmarc.${labels.slice(from).join('.')}`)
}

async function checkRecord(
  record: string,
  pattern: RegExp,
  names: readonly string[],
  lookUp: LookUpTxt,
): Promise<Finding> {
  const part = 'mail-domain'
  const [asked = ''] = names
  for (const name of names)
    try {
      const found = await lookUp(name)
      if (found.some((pieces) => pattern.test(pieces.join(''))))
        return { part, mark: 'good', say: (t) => t.recordFound({ record, name }) }
    } catch (error) {
      const detail = troubleIn(error)
      // There is no such name, or no such record: an answer. Anything else is none.
      if (detail !== 'ENOTFOUND' && detail !== 'ENODATA')
        return { part, mark: 'unchecked', say: (t) => t.recordUnknown({ record, name, detail }) }
    }
  return { part, mark: 'look', say: (t) => t.recordMissing({ record, name: asked }) }
}
