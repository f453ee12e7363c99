import { resolve } from 'node:path'
import t from 'tap'
import { type Config, ConfigError, readConfig } from '#src/config.ts'

const defaults: Config = {
  port: 3000,
  host: '127.0.0.1',
  publicUrl: undefined,
  dataDir: resolve('data'),
  masterKeyFile: resolve('data/master.key'),
  smtpUrl: undefined,
  mailFrom: 'badges@cordee.example',
  logLevel: 'info',
  language: 'fr',
}

type Env = Readonly<Record<string, string>>

const good: readonly [Env, Partial<Config>][] = [
  [{ PORT: '0' }, { port: 0 }],
  [{ PORT: '65535' }, { port: 65_535 }],
  [{ PORT: ' 8080 ' }, { port: 8080 }],
  [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
  [{ HOST: '::1' }, { host: '::1' }],
  [
    { PUBLIC_URL: 'https://badges.example.org' },
    { publicUrl: 'https://badges.example.org', mailFrom: 'badges@badges.example.org' },
  ],
  // One spelling: it becomes part of every badge.
  [
    { PUBLIC_URL: 'HTTPS://Badges.Example.org:443/' },
    { publicUrl: 'https://badges.example.org', mailFrom: 'badges@badges.example.org' },
  ],
  [{ PUBLIC_URL: 'http://192.168.1.20:3000' }, { publicUrl: 'http://192.168.1.20:3000' }],
  [{ PUBLIC_URL: 'http://localhost:3000' }, { publicUrl: 'http://localhost:3000' }],
  [
    { DATA_DIR: '/srv/cordee' },
    { dataDir: '/srv/cordee', masterKeyFile: '/srv/cordee/master.key' },
  ],
  [
    { DATA_DIR: 'elsewhere' },
    { dataDir: resolve('elsewhere'), masterKeyFile: resolve('elsewhere/master.key') },
  ],
  [{ MASTER_KEY_FILE: '/run/secrets/key' }, { masterKeyFile: '/run/secrets/key' }],
  [{ SMTP_URL: 'smtp://mail.example.org' }, { smtpUrl: 'smtp://mail.example.org' }],
  [
    { SMTP_URL: 'smtps://me%40example.org:p%40ss@mail.example.org:465' },
    { smtpUrl: 'smtps://me%40example.org:p%40ss@mail.example.org:465' },
  ],
  [{ SMTP_URL: 'smtp://[::1]:2525' }, { smtpUrl: 'smtp://[::1]:2525' }],
  [{ MAIL_FROM: 'cordee+badges@example.org' }, { mailFrom: 'cordee+badges@example.org' }],
  [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
  [{ LOG_LEVEL: 'trace' }, { logLevel: 'trace' }],
  [{ DEFAULT_LANGUAGE: 'en' }, { language: 'en' }],
  [{ UNKNOWN: 'x', PATH: '/bin' }, {}],
]

const bad: Readonly<Record<string, readonly string[]>> = {
  PORT: ['abc', '-1', '65536', '3.5', '1e3', '0x50', '3000a', '100000', 'Infinity', 'NaN', '٣'],
  PUBLIC_URL: [
    'badges.example.org',
    'ftp://badges.example.org',
    'https://',
    'https:// badges',
    'javascript:alert(1)',
    'https://badges.example.org/cordee',
    'https://badges.example.org/?x=1',
    'https://badges.example.org/#x',
    'https://me:s3cret@badges.example.org',
    'https://badges.example.org:99999',
  ],
  DATABASE_URL: ['postgres://me:s3cret@db.example.org/cordee', 's3cret'],
  SMTP_URL: [
    'mail.example.org',
    'https://me:s3cret@mail.example.org',
    'smtp://',
    'smtp:mail.example.org',
    'smtp://me:s3cret@',
    'smtp://me:s3/cret@mail.example.org',
    'smtp://me:s3cret%zz@mail.example.org',
    'smtp://mail.example.org:port',
  ],
  MAIL_FROM: [
    'badges',
    'badges@localhost',
    'Cordée <badges@example.org>',
    'a@example.org, b@example.org',
    'a@example.org\r\nBcc: b@example.org',
  ],
  LOG_LEVEL: ['verbose', 'INFO', '3'],
  DEFAULT_LANGUAGE: ['de', 'FR', 'fr_FR'],
}

t.test('without any variable everything has a value', async (t) => {
  t.strictSame(readConfig({}), defaults)
})

t.test('a good value is taken, and nothing else changes', async (t) => {
  for (const [env, expected] of good)
    t.strictSame(readConfig(env), { ...defaults, ...expected }, JSON.stringify(env))
})

t.test('an empty variable counts as absent', async (t) => {
  const names = [...Object.keys(bad), 'HOST', 'DATA_DIR', 'MASTER_KEY_FILE']
  for (const name of names)
    for (const empty of ['', '  ', undefined])
      t.strictSame(readConfig({ [name]: empty }), defaults, `${name}=${empty ?? ''}`)
})

t.test('a mistake is one line that names the variable and gives nothing away', async (t) => {
  for (const [name, values] of Object.entries(bad))
    for (const value of values) {
      const error = mistakeIn({ [name]: value })
      t.type(error, ConfigError, `${name}=${JSON.stringify(value)}`)
      const message = error instanceof Error ? error.message : ''
      // Its name, then what to write.
      t.match(message, new RegExp(`^${name}: (write|this version) [^\\n\\r]{5,120}\\.$`))
      t.notMatch(message, /s3/)
    }
})

t.test('of several mistakes the first is named', async (t) => {
  t.match(mistakeIn({ LOG_LEVEL: 'x', PORT: 'x' }), { message: /^PORT: /, code: 'config' })
})

function mistakeIn(env: Env): unknown {
  try {
    return readConfig(env)
  } catch (error) {
    return error
  }
}
