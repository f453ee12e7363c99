import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import t, { type Test } from 'tap'
import { ConfigError } from '#src/config.ts'
import { composeLetter, type Sender } from '#src/delivery/compose-letter.ts'
import { DeliveryFailure } from '#src/delivery/delivery-failure.ts'
import { readDkimSigner } from '#src/delivery/dkim-signer.ts'
import { folderMailer } from '#src/delivery/folder-mailer.ts'
import type { Letter, Mailer } from '#src/delivery/mailer.ts'
import { smtpMailer, type SmtpPatience } from '#src/delivery/smtp-mailer.ts'
import { openSmtpSink, type SmtpBehaviour } from '#test/kit/smtp-sink.ts'
import { readLetter } from './read-letter.ts'
import { verifyDkim } from './verify-dkim.ts'

const sender: Sender = {
  from: 'badges@example.org',
  fromName: 'Cordée',
  host: 'badges.example.org',
}
const png = Uint8Array.from({ length: 2000 }, (_, index) => (index * 7) % 256)

t.test('folder', async (t) => {
  testMailer(t, async (t, by = sender) => {
    const folder = aFolder(t)
    const mailer = folderMailer(join(folder, 'mail'), by)
    t.teardown(() => mailer.close())
    return { mailer, sent: async () => lettersIn(join(folder, 'mail')) }
  })

  t.test('a letter is one file, named after it, and a repeat replaces it', async (t) => {
    const folder = aFolder(t)
    const mailer = folderMailer(folder, sender)
    await mailer.send(aLetter({ subject: 'First' }))
    await mailer.send(aLetter({ subject: 'Second' }))
    await mailer.send(aLetter({ id: 'other' }))
    t.strictSame(readdirSync(folder).toSorted(), ['letter-1.eml', 'other.eml'], 'no draft is left')
    const { headers } = readLetter(readFileSync(join(folder, 'letter-1.eml'), 'utf8'))
    t.strictSame(headers.get('subject'), ['Second'])
    await mailer.close()
  })

  t.test('a folder that cannot be written is no reason to give the letter up', async (t) => {
    const mailer = folderMailer('/dev/null/mail', sender)
    const failure = await failureOf(mailer.send(aLetter()))
    t.type(failure, DeliveryFailure)
    t.match(failure, { permanent: false, reason: 'mail-folder', retryAfterMs: undefined })
  })
})

t.test('SMTP', async (t) => {
  testMailer(t, async (t, by) => {
    const { mailer, sink } = await anSmtpMailer(t, {}, undefined, by)
    return { mailer, sent: async () => sink.letters.map(({ raw }) => raw) }
  })

  t.test('a letter goes to its one recipient', async (t) => {
    const { mailer, sink } = await anSmtpMailer(t)
    await mailer.send(aLetter())
    t.match(sink.letters, [{ from: 'badges@example.org', to: ['ada@example.org'] }])
  })

  t.test('connections are used again, two at most', async (t) => {
    const { mailer, sink } = await anSmtpMailer(t)
    for (let index = 0; index < 5; index++) await mailer.send(aLetter())
    t.equal(sink.connections(), 1)
    await Promise.all(Array.from({ length: 10 }, () => mailer.send(aLetter())))
    t.ok(sink.connections() <= 2, `${sink.connections()} connections`)
    t.equal(sink.letters.length, 15)
  })

  t.test('an address that the server refuses for good is given up', async (t) => {
    const { mailer } = await anSmtpMailer(t, {
      onRecipient: (address) =>
        address.startsWith('ada') ? { code: 550, words: 'No such user' } : undefined,
    })
    t.match(await failureOf(mailer.send(aLetter())), {
      permanent: true,
      message: 'The mail server refused the letter (550).',
      reason: 'mail-refused-550',
      retryAfterMs: undefined,
    })
    await t.resolves(mailer.send(aLetter({ to: 'ben@example.org' })), 'and the next letter goes')
  })

  type Refusal = readonly [string, SmtpBehaviour, Partial<DeliveryFailure>]
  const refusals: readonly Refusal[] = [
    [
      'an address refused for now is tried again',
      { onRecipient: () => ({ code: 451, words: 'Greylisted' }) },
      {
        message: 'The mail server asked to try later (451).',
        reason: 'mail-later-451',
        permanent: false,
        retryAfterMs: undefined,
      },
    ],
    [
      'a letter refused for now is tried again',
      { onLetter: () => ({ code: 452, words: 'Full' }) },
      {
        message: 'The mail server asked to try later (452).',
        reason: 'mail-later-452',
        permanent: false,
        retryAfterMs: undefined,
      },
    ],
    [
      'a letter refused for good is given up',
      { onLetter: () => ({ code: 552, words: 'Too big' }) },
      {
        message: 'The mail server refused the letter (552).',
        reason: 'mail-refused-552',
        permanent: true,
        retryAfterMs: undefined,
      },
    ],
    ...(
      [
        ['at the door', { onConnect: () => closing }],
        ['in the middle', { onRecipient: () => closing }],
        ['after the letter', { onLetter: () => closing }],
      ] as const
    ).map(
      ([when, behaviour]) =>
        [
          `a server that is closing ${when} makes all letters wait`,
          behaviour,
          {
            message: 'The mail server asked to try later (421).',
            reason: 'mail-closing-421',
            permanent: false,
            retryAfterMs: 60_000,
          },
        ] as const,
    ),
    // These tell about the service, not about the letter: mending the settings sends it.
    [
      'a server that takes no mail from here gives no letter up',
      { onConnect: () => ({ code: 554, words: 'Not from you' }) },
      {
        message: 'The mail server does not let the service in (554).',
        reason: 'mail-locked-out-554',
        permanent: false,
        retryAfterMs: 300_000,
      },
    ],
    [
      'a server that does not take our sender gives no letter up',
      { onSender: () => ({ code: 550, words: 'Sender unknown' }) },
      {
        message: 'The mail server does not let the service in (550).',
        reason: 'mail-locked-out-550',
        permanent: false,
        retryAfterMs: 300_000,
      },
    ],
  ]
  for (const [name, behaviour, expected] of refusals)
    t.test(name, async (t) => {
      const { mailer, sink } = await anSmtpMailer(t, behaviour)
      const failure = await failureOf(mailer.send(aLetter()))
      t.type(failure, DeliveryFailure)
      t.match(failure, expected)
      t.equal(sink.letters.length, 0)
    })

  for (const then of ['silence', 'hang-up'] as const)
    t.test(
      `a letter that was kept and then not confirmed (${then}) comes again, the same`,
      async (t) => {
        let kept = 0
        const { mailer, sink } = await anSmtpMailer(
          t,
          { onKept: () => (++kept === 1 ? then : undefined) },
          { connectMs: 5_000, answerMs: 200 },
        )
        t.match(await failureOf(mailer.send(aLetter())), {
          permanent: false,
          reason: 'mail-unreachable',
          retryAfterMs: 10_000,
        })
        await mailer.send(aLetter())
        t.strictSame(
          sink.letters.map(({ raw }) => readLetter(raw).headers.get('message-id')),
          [['<letter-1@badges.example.org>'], ['<letter-1@badges.example.org>']],
        )
      },
    )

  t.test('a server that accepts the connection and says nothing is not waited for', async (t) => {
    const server = createServer(() => undefined).unref()
    const mailer = smtpMailer(`smtp://127.0.0.1:${await listen(server)}`, sender, {
      connectMs: 100,
      answerMs: 100,
    })
    t.teardown(async () => {
      await mailer.close()
      server.close()
    })
    t.match(await failureOf(mailer.send(aLetter())), { reason: 'mail-unreachable' })
  })

  t.test('a wrong password gives no letter up', async (t) => {
    const sink = await openSmtpSink(t, { login: { user: 'cordee', password: 'right' } })
    const url = new URL(sink.url)
    url.password = 'wrong'
    const mailer = smtpMailer(url.href, sender)
    t.teardown(() => mailer.close())
    t.match(await failureOf(mailer.send(aLetter())), {
      permanent: false,
      message: 'The mail server does not let the service in (535).',
      reason: 'mail-locked-out-535',
      retryAfterMs: 300_000,
    })
  })

  t.test('a name and password with any characters are given as they are', async (t) => {
    const login = { user: 'cordée@example.org', password: 'p@ss:/%2F?#é' }
    const { mailer, sink } = await anSmtpMailer(t, { login })
    await mailer.send(aLetter())
    t.equal(sink.letters.length, 1)
  })

  t.test('a server that is not there is tried again', async (t) => {
    const mailer = smtpMailer(`smtp://127.0.0.1:${await aClosedPort()}`, sender)
    t.teardown(() => mailer.close())
    t.match(await failureOf(mailer.send(aLetter())), {
      permanent: false,
      message: 'The mail server could not be reached.',
      reason: 'mail-unreachable',
      retryAfterMs: 10_000,
    })
  })
})

interface TestMailer {
  readonly mailer: Mailer
  /** The letters that came through, as they were written. */
  readonly sent: () => Promise<readonly string[]>
}

/** What every mailer promises. */
function testMailer(t: Test, open: (t: Test, by?: Sender) => Promise<TestMailer>): void {
  t.test('a letter arrives whole: addresses, subject, both texts and the picture', async (t) => {
    const { mailer, sent } = await open(t)
    const letter = aLetter()
    await mailer.send(letter)
    const [raw = ''] = await sent()
    const { headers, parts } = readLetter(raw)
    t.match(Object.fromEntries(headers), {
      'message-id': ['<letter-1@badges.example.org>'],
      from: ['Cordée <badges@example.org>'],
      to: [/^"?Ada Zoé"? <ada@example\.org>$/],
      subject: [letter.subject],
      date: [/^\w{3}, \d\d? \w{3} \d{4} /],
      'mime-version': ['1.0'],
      'auto-submitted': ['auto-generated'],
      'content-language': ['fr'],
    })
    const text = (type: string) =>
      parts
        .find((part) => part.type === type)
        ?.bytes.toString()
        .trimEnd()
    t.equal(text('text/plain'), letter.text.replaceAll('\n', '\r\n'))
    t.equal(text('text/html'), letter.html)
    const picture = parts.find(({ type }) => type === 'image/png')
    t.match(picture, { name: 'badge-entraidé.png', contentId: 'badge@cordee' })
    t.ok(picture?.bytes.equals(png))
  })

  t.test('a repeat is recognised by the same Message-ID', async (t) => {
    const { mailer, sent } = await open(t)
    const ids: (readonly string[] | undefined)[] = []
    for (let index = 0; index < 2; index++) {
      await mailer.send(aLetter())
      ids.push(readLetter((await sent()).at(-1) ?? '').headers.get('message-id'))
    }
    t.strictSame(ids, [['<letter-1@badges.example.org>'], ['<letter-1@badges.example.org>']])
  })

  t.test('what is not exactly one address is refused for good, and nothing is sent', async (t) => {
    const { mailer, sent } = await open(t)
    for (const to of [
      'a@b.co\r\nBcc: x@y.z',
      'a@b.co\nBcc: x@y.z',
      'a@b.co,c@d.e',
      'a@b.co;c@d.e',
      'a@b.co c@d.e',
      '"a b"@c.de',
      'Ada <a@b.co>',
      '<a@b.co>',
      'a@b.co\u0000',
      'a@b.co>',
      'a@b',
      'a',
      '',
    ]) {
      const failure = await failureOf(mailer.send(aLetter({ to })))
      t.type(failure, DeliveryFailure, JSON.stringify(to))
      t.match(failure, {
        permanent: true,
        message: 'This is not a mail address.',
        reason: 'mail-address',
      })
    }
    t.strictSame(await sent(), [])
  })

  t.test('a line break in a name or a subject makes no header of its own', async (t) => {
    const { mailer, sent } = await open(t)
    const breaks = '\r\nBcc: x@y.z\nX-Evil: 1\u2028X-More: 2\u0000\r\n\r\n<b>body</b>'
    await mailer.send(
      aLetter({
        subject: `Bravo${breaks}`,
        toName: `Ada${breaks}, Eve <eve@y.z>`,
        attachments: [{ name: `a"${breaks}.png`, type: 'image/png', bytes: png }],
      }),
    )
    const [raw = ''] = await sent()
    const { headers, parts } = readLetter(raw)
    t.strictSame(
      [...headers.keys()].toSorted(),
      [
        'auto-submitted',
        'content-language',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ],
      'only the headers of every letter',
    )
    t.strictSame(headers.get('subject'), ['Bravo Bcc: x@y.z X-Evil: 1 X-More: 2 <b>body</b>'])
    t.match(headers.get('to'), [/^"Ada Bcc: .*" <ada@example\.org>$/])
    t.strictSame(
      parts.map(({ type }) => type),
      ['text/plain', 'text/html', 'image/png'],
    )
  })

  t.test('no file and no address that a letter names is opened', async (t) => {
    let asked = 0
    const server = createServer(() => void asked++)
    const port = await listen(server)
    t.teardown(() => server.close())
    const { mailer, sent } = await open(t)
    const urls = ['file:///etc/hostname', '/etc/hostname', `http://127.0.0.1:${port}/x.png`]
    const html = urls.map((url) => `<img src="${url}">`).join('')
    const attachments = urls.flatMap((url) => [
      { name: url, type: 'text/plain', bytes: new Uint8Array() },
      // What a caller who passed on foreign data would let in.
      { name: 'x', type: 'text/plain', bytes: new Uint8Array(), path: url, href: url },
    ])
    await mailer.send(aLetter({ html, text: urls.join(' '), attachments }))
    const [raw = ''] = await sent()
    const { parts } = readLetter(raw)
    const text = (type: string) => parts.filter((part) => part.type === type)
    t.equal(text('text/html')[0]?.bytes.toString().trimEnd(), html)
    const files = text('text/plain').slice(1)
    t.equal(files.length, 6)
    for (const { bytes } of files) t.equal(bytes.length, 0, 'the file is as empty as it was given')
    t.equal(asked, 0)
  })

  t.test('nodemailer itself is told to open nothing', async (t) => {
    const composed = composeLetter(aLetter(), sender)
    for (const source of [{ path: '/etc/hostname' }, { href: 'http://127.0.0.1:1/' }]) {
      const composer = createTransport({ streamTransport: true, buffer: true })
      const sending = composer.sendMail({ ...composed, attachments: [source] })
      t.match(await failureOf(sending), { code: /^E(FILE|URL)ACCESS$/ }, JSON.stringify(source))
    }
  })

  t.test('with a key every letter is signed, and a change of it shows', async (t) => {
    const { signer, publicKey } = await aSigner(t)
    const { mailer, sent } = await open(t, { ...sender, dkim: signer })
    await mailer.send(aLetter())
    const [raw = ''] = await sent()
    const check = verifyDkim(Buffer.from(raw), publicKey)
    t.match(check, { bodyHolds: true, signatureHolds: true })
    t.match(Object.fromEntries(check?.tags ?? []), { d: 'example.org', s: 'cordee2026' })
    const signed = check?.tags.get('h')?.split(':') ?? []
    for (const [name] of readLetter(raw).headers)
      if (name !== 'dkim-signature') t.ok(signed.includes(name), name)

    const changed = (from: string | RegExp, to: string) =>
      verifyDkim(Buffer.from(raw.replace(from, to)), publicKey)
    t.match(changed('Bravo', 'Bravi'), { bodyHolds: false })
    for (const name of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted'])
      t.match(changed(new RegExp(`^(${name}: .)`, 'im'), '$1x'), { signatureHolds: false }, name)
    t.match(
      changed(/^Subject:/im, 'SUBJECT  :  '),
      { bodyHolds: true, signatureHolds: true },
      'white space and case are the relays’ own',
    )
  })

  t.test('without a key no letter claims to be signed', async (t) => {
    const { mailer, sent } = await open(t)
    await mailer.send(aLetter())
    const [raw = ''] = await sent()
    t.equal(readLetter(raw).headers.get('dkim-signature'), undefined)
  })
}

t.test('the key that signs letters', async (t) => {
  const folder = aFolder(t)
  const about = { domain: 'example.org', selector: 's' }
  const read = (content: string | undefined) => {
    const keyFile = join(folder, 'key.pem')
    rmSync(keyFile, { force: true })
    if (content !== undefined) writeFileSync(keyFile, content)
    return readDkimSigner({ dkim: { ...about, keyFile } })
  }
  const ed25519 = generateKeyPairSync('ed25519').privateKey
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const
  const good = rsa(1024)
  t.match(await read(good.export(pkcs8).toString()), { domainName: 'example.org' })
  t.match(await read(good.export({ type: 'pkcs1', format: 'pem' }).toString()), {
    keySelector: 's',
  })
  t.equal(await readDkimSigner({ dkim: undefined }), undefined)
  const bad: readonly [string | undefined, RegExp][] = [
    [undefined, /^DKIM_KEY_FILE: .*key\.pem cannot be read: /],
    ['', /^DKIM_KEY_FILE: .* holds no private key: /],
    [createPublicKey(good).export({ type: 'spki', format: 'pem' }).toString(), /no private key/],
    [
      good.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      /no private key: write one in PEM without a passphrase/,
    ],
    [rsa(768).export(pkcs8).toString(), /an RSA key shorter than 1024 bits/],
    [ed25519.export(pkcs8).toString(), /a key of type ed25519: letters are signed with RSA keys/],
  ]
  for (const [content, message] of bad) {
    const failure = await failureOf(read(content))
    t.type(failure, ConfigError)
    t.match(failure, { message })
  }
})

function rsa(modulusLength: number): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey
}

async function aSigner(t: Test) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyFile = join(aFolder(t), 'dkim.pem')
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const signer = await readDkimSigner({
    dkim: { domain: 'example.org', selector: 'cordee2026', keyFile },
  })
  return { signer, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

const closing = { code: 421, words: 'Closing' }

async function anSmtpMailer(
  t: Test,
  behaviour?: SmtpBehaviour,
  patience?: SmtpPatience,
  by: Sender = sender,
) {
  const sink = await openSmtpSink(t, behaviour)
  const mailer = smtpMailer(sink.url, by, patience)
  t.teardown(() => mailer.close())
  return { mailer, sink }
}

function aLetter(changes: Partial<Letter> = {}): Letter {
  return {
    id: 'letter-1',
    to: 'ada@example.org',
    toName: 'Ada Zoé',
    subject:
      'Votre badge «\u00A0Entraide\u00A0» est arrivé, et ce sujet est bien trop long pour une seule ligne',
    text: 'Bravo Ada\u00A0!\n\n.\n.. une ligne qui commence par un point\nFrom quelqu’un',
    html: '<p lang="fr">Bravo Ada\u00A0! \u{1F9D7}</p>',
    language: 'fr',
    attachments: [
      { name: 'badge-entraidé.png', type: 'image/png', bytes: png, cid: 'badge@cordee' },
    ],
    ...changes,
  }
}

function aFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-mail-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

function lettersIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
}

async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** A port where nobody listens: one that was free a moment ago. */
async function aClosedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  server.close()
  return port
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
