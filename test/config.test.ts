import { resolve } from 'node:path'
import t from 'tap'
import { type Config, ConfigError, configMistakes, readConfig } from '#src/config.ts'

const defaults: Config = {
  port: 3000,
  host: '127.0.0.1',
  publicUrl: undefined,
  dataDir: resolve('data'),
  databaseUrl: undefined,
  masterKeyFile: resolve('data/master.key'),
  smtpUrl: undefined,
  mailFrom: 'badges@cordee.example',
  dkim: undefined,
  slack: undefined,
  discord: undefined,
  allowPrivateFetch: false,
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
  [{ ALLOW_PRIVATE_FETCH: '1' }, { allowPrivateFetch: true }],
  [{ ALLOW_PRIVATE_FETCH: '0' }, {}],
  [
    { DATABASE_URL: 'postgres://me:s3cret@db.example.org/cordee' },
    { databaseUrl: 'postgres://me:s3cret@db.example.org/cordee' },
  ],
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
  [
    { DKIM_KEY_FILE: 'dkim.pem', DKIM_SELECTOR: 'cordee2026', MAIL_FROM: 'badges@example.org' },
    {
      mailFrom: 'badges@example.org',
      dkim: { keyFile: resolve('dkim.pem'), selector: 'cordee2026', domain: 'example.org' },
    },
  ],
  [
    { DKIM_KEY_FILE: '/run/dkim.pem', DKIM_SELECTOR: 'a.b', DKIM_DOMAIN: 'mail.example.org' },
    { dkim: { keyFile: '/run/dkim.pem', selector: 'a.b', domain: 'mail.example.org' } },
  ],
  [
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
    { slack: { botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: 'https://slack.com/api/' } },
  ],
  [
    {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: 'abcdef0123456789',
      SLACK_API_URL: 'http://127.0.0.1:4800/api',
    },
    {
      slack: {
        botToken: 'xoxb-1',
        signingSecret: 'abcdef0123456789',
        apiUrl: 'http://127.0.0.1:4800/api/',
      },
    },
  ],
  [
    {
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'abcdef',
      SLACK_SIGNING_SECRET: 'abcdef0123456789',
      PUBLIC_URL: 'https://badges.example.org',
    },
    {
      publicUrl: 'https://badges.example.org',
      mailFrom: 'badges@badges.example.org',
      slack: {
        clientId: '1.2',
        clientSecret: 'abcdef',
        signingSecret: 'abcdef0123456789',
        apiUrl: 'https://slack.com/api/',
      },
    },
  ],
  [{ SLACK_API_URL: 'http://127.0.0.1:4800/api/' }, {}],
  [
    { DISCORD_TOKEN: 'MTE.a-b.c_d' },
    { discord: { token: 'MTE.a-b.c_d', apiUrl: 'https://discord.com/api' } },
  ],
  // With or without a version: the adapter speaks the one that it knows.
  [
    {
      DISCORD_TOKEN: 'x',
      DISCORD_APPLICATION_ID: '1100000000000000001',
      DISCORD_PUBLIC_KEY: 'aB'.repeat(32),
      DISCORD_API_URL: 'http://127.0.0.1:4800/api/v10/',
    },
    {
      discord: {
        token: 'x',
        applicationId: '1100000000000000001',
        publicKey: 'aB'.repeat(32),
        apiUrl: 'http://127.0.0.1:4800/api',
      },
    },
  ],
  [{ DISCORD_API_URL: 'http://127.0.0.1:4800/api' }, {}],
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
  DATABASE_URL: [
    's3cret',
    'db.example.org',
    'mysql://me:s3cret@db.example.org/cordee',
    'postgres://me:s3cret@db.example.org',
    'postgres://me:s3cret%@db.example.org/cordee',
  ],
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
  SLACK_BOT_TOKEN: ['Bearer s3cret', 'xoxb-s3 cret', 's3cret'],
  SLACK_APP_TOKEN: ['xoxb-s3cret', 'xapp-s3 cret'],
  SLACK_SIGNING_SECRET: ['s3', 's3 cret-s3cret'],
  SLACK_CLIENT_ID: ['s3 cret', '<s3>'],
  SLACK_CLIENT_SECRET: ['s3 cret', 's3/cret'],
  SLACK_API_URL: ['slack.com', 'https://me:s3cret@slack.com/api/', 'ftp://slack.com/api/'],
  DISCORD_TOKEN: ['Bot s3cret', 's3\u0000cret'],
  DISCORD_APPLICATION_ID: ['s3', '123', '11000000000000000000000'],
  DISCORD_PUBLIC_KEY: ['s3', 'ab'.repeat(31), `${'ab'.repeat(32)}0`, 'zz'.repeat(32)],
  DISCORD_API_URL: ['discord.com', 'https://discord.com/api?token=s3cret'],
  DKIM_SELECTOR: ['s3;d=evil.org', 's3 cret', '.s3', 's3\r\nX: 1', 's3_'],
  DKIM_DOMAIN: ['s3', 'https://s3.org', 's3.org; h=x', '-s3.org', 's3..org', 's3.o'],
  ALLOW_PRIVATE_FETCH: ['yes', 'true', '2'],
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
  const names = [...Object.keys(bad), 'HOST', 'DATA_DIR', 'MASTER_KEY_FILE', 'DKIM_KEY_FILE']
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
  t.match(configMistakes({ LOG_LEVEL: 'x', PORT: 'x' }), [/^PORT: /, /^LOG_LEVEL: /])
  t.strictSame(configMistakes({ PORT: '3001' }), [])
})

t.test('the variables that sign letters go together', async (t) => {
  t.match(mistakeIn({ DKIM_KEY_FILE: 'x' }), {
    message: /^DKIM_SELECTOR: missing beside DKIM_KEY_FILE: write/,
  })
  t.match(mistakeIn({ DKIM_SELECTOR: 'x' }), {
    message: /^DKIM_KEY_FILE: missing beside DKIM_SELECTOR: write/,
  })
  t.match(configMistakes({ DKIM_DOMAIN: 'example.org' }), [/^DKIM_KEY_FILE: /, /^DKIM_SELECTOR: /])
})

t.test('the variables of Discord go with its token', async (t) => {
  t.match(mistakeIn({ DISCORD_PUBLIC_KEY: 'ab'.repeat(32) }), {
    message: /^DISCORD_TOKEN: missing beside DISCORD_PUBLIC_KEY: write/,
  })
  t.match(mistakeIn({ DISCORD_APPLICATION_ID: '1100000000000000001' }), {
    message: /^DISCORD_TOKEN: missing beside DISCORD_APPLICATION_ID: write/,
  })
})

t.test('the variables of Slack go together', async (t) => {
  const bot = { SLACK_BOT_TOKEN: 'xoxb-s3cret' }
  const oauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 's3cret' }
  const signing = { SLACK_SIGNING_SECRET: 's3cret-s3cret' }
  const app = { SLACK_APP_TOKEN: 'xapp-s3cret' }
  const address = { PUBLIC_URL: 'https://badges.example.org' }
  const cases: readonly [Env, ...RegExp[]][] = [
    [bot, /^SLACK_SIGNING_SECRET: missing beside SLACK_BOT_TOKEN: .*SLACK_APP_TOKEN/],
    [signing, /^SLACK_BOT_TOKEN: missing beside SLACK_SIGNING_SECRET: write/],
    [app, /^SLACK_BOT_TOKEN: missing beside SLACK_APP_TOKEN: write/],
    [
      { ...oauth },
      /^SLACK_SIGNING_SECRET: missing beside SLACK_CLIENT_ID/,
      /^PUBLIC_URL: missing beside SLACK_CLIENT_ID: write/,
    ],
    [
      { ...signing, ...address, SLACK_CLIENT_ID: '1.2' },
      /^SLACK_CLIENT_SECRET: missing beside SLACK_CLIENT_ID: write/,
    ],
    [
      { ...signing, ...address, SLACK_CLIENT_SECRET: 's3cret' },
      /^SLACK_CLIENT_ID: missing beside SLACK_CLIENT_SECRET: write/,
    ],
    [{ ...bot, ...oauth, ...signing, ...address }, /^SLACK_BOT_TOKEN: write .* not both/],
    [{ ...bot, ...signing }],
    [{ ...bot, ...app }],
    [{ ...bot, ...app, ...signing }],
    [{ ...oauth, ...signing, ...address }],
    [{ ...oauth, ...app, ...address }],
  ]
  for (const [env, ...expected] of cases) {
    const mistakes = configMistakes(env)
    t.equal(mistakes.length, expected.length, Object.keys(env).join(' '))
    t.match(mistakes, expected)
    for (const line of mistakes) t.notMatch(line, /s3cret|\n/)
  }
})

function mistakeIn(env: Env): unknown {
  try {
    return readConfig(env)
  } catch (error) {
    return error
  }
}
