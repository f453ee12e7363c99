import { resolve } from 'node:path'
import { z } from 'zod'
import { checkDiscord, type DiscordConfig, discordOf, discordVariables } from './discord-config.ts'
import { checkSlack, type SlackConfig, slackOf, slackVariables } from './slack-config.ts'

/** The service's settings, all from the environment and all with a default. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Where people reach the service; without a slash at the end. Absent: http://HOST:PORT. */
  readonly publicUrl: string | undefined
  readonly dataDir: string
  /** A PostgreSQL database that several nodes may share. Absent: SQLite in the data folder. */
  readonly databaseUrl: string | undefined
  readonly masterKeyFile: string
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  /** Who signs the letters (DKIM, RFC 6376). Absent: nobody. */
  readonly dkim: DkimConfig | undefined
  /** How Slack is spoken to. Absent: it is not. */
  readonly slack: SlackConfig | undefined
  /** How Discord is spoken to. Absent: it is not. */
  readonly discord: DiscordConfig | undefined
  /** Whether addresses of this machine and its network are fetched too, by http as well: for development and tests. */
  readonly allowPrivateFetch: boolean
  readonly logLevel: LogLevel
  readonly language: 'fr' | 'en'
}

export interface DkimConfig {
  /** The domain that vouches for the letters. */
  readonly domain: string
  /** Where its public key stands: `<selector>._domainkey.<domain>`. */
  readonly selector: string
  readonly keyFile: string
}

export type LogLevel = z.output<typeof logLevel>

/** A variable that cannot be used as it is: the message names it and says what to write. */
export class ConfigError extends Error {
  readonly code = 'config'
}

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
const portHint = 'write a port number between 0 and 65535, such as 3000'
const postgresHint =
  'write postgres://user:password@host:5432/database, with %XX for special characters in the password'
const smtpHint =
  'write smtp://user:password@mail.example.org, with %XX for special characters in the password'

const variables = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, portHint)
    .transform(Number)
    .pipe(z.number().max(65_535, portHint))
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'write an address alone, such as https://badges.example.org')
    .transform((value) => new URL(value).origin)
    .optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.string().refine(isPostgres, postgresHint).optional(),
  MASTER_KEY_FILE: z.string().optional(),
  SMTP_URL: z.string().refine(isSmtp, smtpHint).optional(),
  ...slackVariables,
  ...discordVariables,
  MAIL_FROM: z.email('write one mail address, such as badges@example.org').optional(),
  DKIM_KEY_FILE: z.string().optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'write a name such as cordee2026')
    .optional(),
  DKIM_DOMAIN: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i, 'write a domain such as example.org')
    .optional(),
  ALLOW_PRIVATE_FETCH: z.enum(['0', '1'], 'write 1, or leave it out').default('0'),
  LOG_LEVEL: z
    .enum(logLevel.options, `write one of ${logLevel.options.join(', ')}`)
    .default('info'),
  DEFAULT_LANGUAGE: z.enum(['fr', 'en'], 'write fr or en').default('fr'),
})

const environment = variables
  .superRefine(checkDkim)
  .superRefine(checkSlack)
  .superRefine(checkDiscord)

/** Reads the environment. Throws ConfigError, naming the first variable that cannot be used. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = environment.safeParse(withoutEmpty(env))
  if (!read.success) {
    const [mistake = ''] = mistakesOf(read.error)
    throw new ConfigError(mistake)
  }
  const { data } = read
  const dataDir = resolve(data.DATA_DIR)
  const mailFrom = data.MAIL_FROM ?? `badges@${mailDomain(data.PUBLIC_URL)}`
  return {
    port: data.PORT,
    host: data.HOST,
    publicUrl: data.PUBLIC_URL,
    dataDir,
    databaseUrl: data.DATABASE_URL,
    masterKeyFile: data.MASTER_KEY_FILE ?? resolve(dataDir, 'master.key'),
    smtpUrl: data.SMTP_URL,
    mailFrom,
    dkim: dkimOf(data, mailFrom),
    slack: slackOf(data),
    discord: discordOf(data),
    allowPrivateFetch: data.ALLOW_PRIVATE_FETCH === '1',
    logLevel: data.LOG_LEVEL,
    language: data.DEFAULT_LANGUAGE,
  }
}

/** Every variable that cannot be used as it is, one line each that names it and says what to write. */
export function configMistakes(env: Readonly<Record<string, string | undefined>>): string[] {
  const read = environment.safeParse(withoutEmpty(env))
  return read.success ? [] : mistakesOf(read.error)
}

function mistakesOf({ issues }: z.ZodError): string[] {
  const lines = issues.map(({ path, message }) => `${path.join('.')}: ${message}.`)
  return [...new Set(lines)]
}

function mailDomain(publicUrl: string | undefined): string {
  const host = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname
  return host?.includes('.') && !/^[\d.]+$/.test(host) ? host : 'cordee.example'
}

interface DkimVariables {
  readonly DKIM_KEY_FILE?: string | undefined
  readonly DKIM_SELECTOR?: string | undefined
  readonly DKIM_DOMAIN?: string | undefined
}

// Letters that were believed to be signed, and are not, end among the spam.
function checkDkim(variables: DkimVariables, context: z.RefinementCtx): void {
  const needed = {
    DKIM_KEY_FILE: 'write the path of the private key in PEM',
    DKIM_SELECTOR: 'write the name under which its public key stands in the DNS',
  } as const
  const given = Object.entries(variables).find(([name, value]) => value && name.startsWith('DKIM_'))
  for (const name of ['DKIM_KEY_FILE', 'DKIM_SELECTOR'] as const)
    if (given && variables[name] === undefined)
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `missing beside ${given[0]}: ${needed[name]}`,
      })
}

function dkimOf(
  { DKIM_KEY_FILE: keyFile, DKIM_SELECTOR: selector, DKIM_DOMAIN: domain }: DkimVariables,
  mailFrom: string,
): DkimConfig | undefined {
  if (keyFile === undefined || selector === undefined) return undefined
  const domainOfSender = mailFrom.slice(mailFrom.lastIndexOf('@') + 1)
  return { keyFile: resolve(keyFile), selector, domain: domain ?? domainOfSender }
}

function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(env).map(([name, value = '']) => [name, value.trim()] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== ''))
}

// It becomes part of every badge, and pages link to each other from the root.
function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return url.href === `${url.origin}/`
}

function isPostgres(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) return false
  return url.pathname.length > 1 && [url.username, url.password].every(isPercentEncoded)
}

function isSmtp(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return false
  return url.hostname !== '' && [url.username, url.password].every(isPercentEncoded)
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
