import { compromiseKey } from '#src/app/compromise-key.ts'
import { freshId } from '#src/app/fresh.ts'
import { rotateKey } from '#src/app/rotate-key.ts'
import { type Config, ConfigError } from '#src/config.ts'
import { isPractice, issuerDid } from '#src/credentials/award-facts.ts'
import { checkMasterKey, readMasterKey } from '#src/master-key.ts'
import type { IssuerKeyRow } from '#src/storage/issuer-keys.ts'
import type { Store } from '#src/storage/store.ts'
import { allIssuers } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import { openExisting } from '../existing-database.ts'
import type { Ask } from './read-ask.ts'
import { rewrap } from './rewrap.ts'
import { sayMoment, tellKeys } from './tell-keys.ts'

/** What the command says, and its exit status. */
export interface Answer {
  readonly status: 0 | 1 | 64
  readonly text: string
}

/** Does what was asked for. Throws ConfigError for what has to be mended first. */
export async function answer(config: Config, ask: Ask | undefined): Promise<Answer> {
  const t = texts[config.language].keys
  if (!ask) return notUnderstood(t.usage)
  if (ask.command === 'rewrap') return done(t.rewrapped(await rewrap(config)))
  const store = await openExisting(config)
  try {
    switch (ask.command) {
      case 'list':
        return done(await tellKeys(store, config.language))
      case 'rotate':
        return await rotate(store, config, ask)
      case 'compromise':
        return await compromise(store, config, ask)
    }
  } finally {
    await store.close()
  }
}

async function rotate(
  store: Store,
  config: Config,
  { purpose, issuerId }: Extract<Ask, { command: 'rotate' }>,
): Promise<Answer> {
  const t = texts[config.language].keys
  const issuers = await allIssuers(store.db)
  const [issuer, ...others] = issuers.filter(({ id }) => issuerId === undefined || id === issuerId)
  if (!issuer) return refused(issuerId === undefined ? t.none : t.unknownIssuer(issuerId))
  if (others.length > 0) return notUnderstood(t.whichIssuer)
  const { active, retired } = await rotateKey(await holder(store, config), issuer, purpose)
  return done(t.rotated({ next: active.id, retired: retired?.id }), newName(config, active))
}

async function compromise(
  store: Store,
  config: Config,
  { kid, since }: Extract<Ask, { command: 'compromise' }>,
): Promise<Answer> {
  const t = texts[config.language].keys
  const outcome = await compromiseKey(await holder(store, config), { kid, since })
  if (!outcome.ok)
    return refused(outcome.refusal.code === 'unknown-key' ? t.unknownKey(kid) : t.dateToCome)
  const { key, next, revoked, signedAgain } = outcome.value
  const facts = { kid, next: next?.id, revoked, signedAgain, since: sayMoment(key.compromisedAt) }
  return key.purpose === 'token'
    ? done(t.compromisedToken(facts))
    : done(t.compromised(facts), newName(config, next))
}

/** What changing keys stands on. The service looks for jobs by itself, within half a minute. */
async function holder(store: Store, { masterKeyFile, language }: Config) {
  const masterKey = await readMasterKey(masterKeyFile)
  if (!masterKey) throw new ConfigError(texts[language].keys.noMasterKey(masterKeyFile))
  await checkMasterKey(store, masterKey, masterKeyFile)
  return { store, masterKey, now: Date.now, newId: freshId, wake: () => undefined }
}

/** Where the key is the issuer's name, another key is another name. */
function newName({ publicUrl, language }: Config, key: IssuerKeyRow | undefined): string {
  if (key?.purpose !== 'credential') return ''
  const did = issuerDid({ publicUrl, issuerId: key.issuerId, publicKeyMultibase: key.id })
  return isPractice(did) ? texts[language].keys.practiceName : ''
}

function done(...sentences: readonly string[]): Answer {
  return { status: 0, text: sentences.filter((one) => one !== '').join('\n') }
}

function refused(text: string): Answer {
  return { status: 1, text }
}

/** sysexits.h, EX_USAGE. */
function notUnderstood(text: string): Answer {
  return { status: 64, text }
}
