import { Resolver } from 'node:dns/promises'
import { type Config, configMistakes, readConfig } from '#src/config.ts'
import { checkDatabase, checkIssuerKeys, checkPinnedAddress } from './check-database.ts'
import { checkDiscord } from './check-discord.ts'
import { checkDataFolder, checkMasterKey } from './check-folder.ts'
import { checkDisk, checkMemory, checkNode } from './check-machine.ts'
import { checkMailDomain, type LookUpTxt } from './check-mail-domain.ts'
import { checkMail } from './check-mail.ts'
import { checkClock, checkService } from './check-service.ts'
import { checkSlack } from './check-slack.ts'
import { type Finding, troubleIn } from './finding.ts'

/** What tests replace. */
export interface Around {
  readonly now?: () => number
  readonly lookUpTxt?: LookUpTxt
}

/** What was found, and whether the settings themselves hold a mistake, which leaves most parts unexamined. */
export interface Examination {
  readonly findings: readonly Finding[]
  readonly hasMistakes: boolean
}

/**
 * Looks at everything that the service stands on, whether it runs or not, and changes nothing. Every question to
 * another machine has a limit; what could not be asked is said to be so.
 */
export async function examine(
  env: Readonly<Record<string, string | undefined>>,
  { now = Date.now, lookUpTxt = systemDns() }: Around = {},
): Promise<Examination> {
  const machine = [checkNode(), checkMemory()]
  const mistakes = configMistakes(env)
  if (mistakes.length > 0) {
    const findings = [...machine, ...mistakes.map(describeMistake), restWaits]
    return { findings, hasMistakes: true }
  }
  const config = readConfig(env)
  const [disk, folder, stored, service, mail, domain, slack, discord] = await Promise.all([
    checkDisk(config.dataDir),
    checkDataFolder(config),
    checkStored(config, now),
    checkService(config, now),
    checkMail(config),
    checkMailDomain(config, lookUpTxt),
    checkSlack(config),
    checkDiscord(config),
  ])
  const { publicUrl } = config
  const clock = checkClock(stored.aheadMs, { publicUrl, aheadMs: service.aheadMs })
  return {
    findings: [
      ...machine,
      describeSettings(config),
      disk,
      folder,
      ...stored.findings,
      ...clock,
      ...service.findings,
      ...stored.pinned,
      mail,
      ...domain,
      ...slack,
      ...discord,
    ],
    hasMistakes: false,
  }
}

const restWaits: Finding = {
  part: 'settings',
  mark: 'unchecked',
  say: (t) => t.settingsFirst(),
}

function describeMistake(line: string): Finding {
  return { part: 'settings', mark: 'wrong', say: (t) => t.settingsMistake({ line }) }
}

function describeSettings({ databaseUrl, host, port }: Config): Finding {
  const engine = databaseUrl === undefined ? 'sqlite' : 'postgres'
  return {
    part: 'settings',
    mark: 'good',
    say: (t) => t.settingsRead({ engine, address: `${host}:${port}` }),
  }
}

/** The master key and the database belong together: one opens what the other holds. */
async function checkStored(config: Config, now: () => number) {
  const { look, findings, aheadMs } = await checkDatabase(config, now)
  const isNeeded = (look?.sealedKeys.length ?? 0) > 0
  const masterKey = await checkMasterKey(config, isNeeded)
  const issuerKeys = checkIssuerKeys(look, masterKey.key, now())
  const pinned = checkPinnedAddress(look, config)
  return { findings: [masterKey.finding, ...findings, issuerKeys], pinned, aheadMs }
}

function systemDns(): LookUpTxt {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  return (name) => resolver.resolveTxt(name)
}

/** A finding for an accident of the doctor's own. */
export function describeAccident(error: unknown): Finding {
  const detail = troubleIn(error)
  return { part: 'settings', mark: 'wrong', say: (t) => t.unexpected({ detail }) }
}
