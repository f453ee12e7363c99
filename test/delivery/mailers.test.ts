import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Sender } from '#src/delivery/compose-letter.ts'
import { DeliveryFailure } from '#src/delivery/delivery-failure.ts'
import { folderMailer } from '#src/delivery/folder-mailer.ts'
import type { Letter, Mailer } from '#src/delivery/mailer.ts'
import { smtpMailer } from '#src/delivery/smtp-mailer.ts'
import { openSmtpSink, type SmtpBehaviour } from '#test/kit/smtp-sink.ts'
import { readLetter } from './read-letter.ts'

const sender: Sender = {
  from: 'badges@example.org',
  fromName: 'Cordée',
  host: 'badges.example.org',
}
const png = Uint8Array.from({ length: 2000 }, (_, index) => (index * 7) % 256)

t.test('folder', async (t) => {
  testMailer(t, async (t) => {
    const folder = aFolder(t)
    const mailer = folderMailer(join(folder, 'mail'), sender)
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
    t.type(failure, Error)
    t.notMatch(failure, { permanent: true })
  })
})

t.test('SMTP', async (t) => {
  testMailer(t, async (t) => {
    const { mailer, sink } = await anSmtpMailer(t)
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
    })
    await t.resolves(mailer.send(aLetter({ to: 'ben@example.org' })), 'and the next letter goes')
  })

  const refusals: readonly [string, SmtpBehaviour, boolean, string][] = [
    [
      'an address refused for now',
      { onRecipient: () => ({ code: 451, words: 'Greylisted' }) },
      false,
      'The mail server asked to try later (451).',
    ],
    [
      'a letter refused for now',
      { onLetter: () => ({ code: 452, words: 'Full' }) },
      false,
      'The mail server asked to try later (452).',
    ],
    [
      'a letter refused for good',
      { onLetter: () => ({ code: 552, words: 'Too big' }) },
      true,
      'The mail server refused the letter (552).',
    ],
    [
      'a server that is closing',
      { onConnect: () => ({ code: 421, words: 'Closing' }) },
      false,
      'The mail server asked to try later (421).',
    ],
    // These tell about the service, not about the letter: mending the settings sends it.
    [
      'a server that takes no mail from here',
      { onConnect: () => ({ code: 554, words: 'Not from you' }) },
      false,
      'The mail server does not let the service in (554).',
    ],
  ]
  for (const [name, behaviour, permanent, message] of refusals)
    t.test(`${name} is ${permanent ? 'given up' : 'tried again'}`, async (t) => {
      const { mailer, sink } = await anSmtpMailer(t, behaviour)
      const failure = await failureOf(mailer.send(aLetter()))
      t.type(failure, DeliveryFailure)
      t.match(failure, { permanent, message })
      t.equal(sink.letters.length, 0)
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
    })
  })
})

interface TestMailer {
  readonly mailer: Mailer
  /** The letters that came through, as they were written. */
  readonly sent: () => Promise<readonly string[]>
}

/** What every mailer promises. */
function testMailer(t: Test, open: (t: Test) => Promise<TestMailer>): void {
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
      t.match(failure, { permanent: true, message: 'This is not a mail address.' })
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
    const { mailer, sent } = await open(t)
    const html = '<img src="file:///etc/hostname"><img src="http://127.0.0.1:1/x.png">'
    await mailer.send(aLetter({ html, attachments: [] }))
    const [raw = ''] = await sent()
    const { parts } = readLetter(raw)
    t.equal(
      parts
        .find(({ type }) => type === 'text/html')
        ?.bytes.toString()
        .trimEnd(),
      html,
    )
    t.equal(parts.length, 2)
  })
}

async function anSmtpMailer(t: Test, behaviour?: SmtpBehaviour) {
  const sink = await openSmtpSink(t, behaviour)
  const mailer = smtpMailer(sink.url, sender)
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

async function failureOf(sending: Promise<void>): Promise<unknown> {
  return sending.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** A port where nobody listens: one that was free a moment ago. */
function aClosedPort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
