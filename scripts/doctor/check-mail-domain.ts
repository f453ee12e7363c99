import { createPublicKey } from 'node:crypto'
import { type Config, ConfigError } from '#src/config.ts'
import { readDkimSigner } from '#src/delivery/dkim-signer.ts'
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
  return Promise.all([
    checkRecord('SPF', (text) => /^v=spf1( |$)/i.test(text), [domain], lookUp),
    checkDkim(dkim, lookUp),
    checkRecord('DMARC', (text) => /^v=DMARC1\s*(;|$)/i.test(text), dmarcNames(domain), lookUp),
  ])
}

/** Is the key that letters are signed with the one that the domain publishes? */
async function checkDkim(dkim: Config['dkim'], lookUp: LookUpTxt): Promise<Finding> {
  const part = 'mail-domain'
  if (!dkim) return { part, mark: 'unchecked', say: (t) => t.dkimElsewhere() }
  const name = `${dkim.selector}._domainkey.${dkim.domain}`
  try {
    const own = await ownPublicKey(dkim)
    const found = await checkRecord('DKIM', (text) => publishedKey(text) !== '', [name], lookUp)
    if (found.mark !== 'good') return found
    const same = await checkRecord('DKIM', (text) => publishedKey(text) === own, [name], lookUp)
    if (same.mark === 'good') return same
    return { part, mark: 'wrong', say: (t) => t.dkimOtherKey({ name }) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const line = error.message
    return { part, mark: 'wrong', say: (t) => t.settingsMistake({ line }) }
  }
}

async function ownPublicKey(dkim: Config['dkim']): Promise<string> {
  const signer = await readDkimSigner({ dkim })
  if (!signer) return ''
  const key = createPublicKey(signer.privateKey).export({ type: 'spki', format: 'der' })
  return key.toString('base64')
}

// RFC 6376 §3.6.1: tags between semicolons; an empty p= takes the key back. §3.2: white space counts for nothing.
function publishedKey(record: string): string {
  const [, key = ''] = /(?:^|;)\s*p\s*=([^;]*)/.exec(record) ?? []
  return key.replaceAll(/\s+/g, '')
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
  isIt: (text: string) => boolean,
  names: readonly string[],
  lookUp: LookUpTxt,
): Promise<Finding> {
  const part = 'mail-domain'
  const [asked = ''] = names
  for (const name of names)
    try {
      const found = await lookUp(name)
      if (found.some((pieces) => isIt(pieces.join(''))))
        return { part, mark: 'good', say: (t) => t.recordFound({ record, name }) }
    } catch (error) {
      const detail = troubleIn(error)
      // There is no such name, or no such record: an answer. Anything else is none.
      if (detail !== 'ENOTFOUND' && detail !== 'ENODATA')
        return { part, mark: 'unchecked', say: (t) => t.recordUnknown({ record, name, detail }) }
    }
  return { part, mark: 'look', say: (t) => t.recordMissing({ record, name: asked }) }
}
