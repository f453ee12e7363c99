import { deflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { PNG } from 'pngjs'
import t from 'tap'
import { bakePng, readBaked } from '#src/credentials/bake-png.ts'
import { checkPicture } from '#src/credentials/check-picture.ts'
import { plainPng } from '#src/credentials/plain-png.ts'
import { PNG_SIGNATURE, pngChunk, pngChunks, PngError } from '#src/credentials/png.ts'
import { readBadge } from '#src/credentials/read-badge.ts'
import { aPicture } from './an-award.ts'

const picture = aPicture()
const [header, ...rest] = pngChunks(picture).map(({ bytes }) => bytes)
const texts = { openbadges: '{"a":"é"}', openbadgecredential: '{"b":"🎓"}' }

function aPng(...chunks: readonly (Uint8Array | undefined)[]): Uint8Array {
  return Buffer.concat([PNG_SIGNATURE, ...chunks.filter((chunk) => chunk !== undefined)])
}

function aHeader(width: number, height: number): Uint8Array {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([8, 6, 0, 0, 0], 8)
  return pngChunk('IHDR', data)
}

const end = pngChunk('IEND', new Uint8Array())
const iTXt = (keyword: string, flag: number, body: Uint8Array) =>
  pngChunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0`), Buffer.from([flag, 0, 0, 0]), body]))

const zTXt = (text: Uint8Array) =>
  pngChunk('zTXt', Buffer.concat([Buffer.from('openbadges\0\0'), deflateSync(text)]))
const earlyBadge = (text: string) =>
  readBadge(aPng(header, pngChunk('tEXt', Buffer.from(`openbadges\0${text}`, 'latin1')), ...rest))

t.test('the walker refuses each broken picture by its own code', async (t) => {
  const flipped = Buffer.from(picture)
  flipped[60] = (flipped[60] ?? 0) ^ 1
  const endless = Buffer.from(picture)
  endless.writeUInt32BE(0xffffffff, 33)
  const broken: Readonly<Record<string, Uint8Array>> = {
    'not-png': Buffer.from('GIF89a'),
    truncated: picture.subarray(0, -20),
    'bad-crc': flipped,
    'chunk-too-long': endless,
    'ihdr-not-first': aPng(...rest),
    'two-ihdr': aPng(header, header, ...rest),
    'bad-ihdr': aPng(aHeader(0, 5), ...rest),
    'bad-chunk': aPng(header, pngChunk('a b!', new Uint8Array()), ...rest),
    'no-idat': aPng(header, end),
    'no-iend': picture.subarray(0, -12),
    'trailing-bytes': Buffer.concat([picture, Buffer.from([0])]),
    'image-too-large': aPng(aHeader(20000, 20000), ...rest),
  }
  for (const [code, bytes] of Object.entries(broken)) {
    t.throws(() => pngChunks(bytes), { name: 'PngError', code }, code)
  }
})

t.test('an upload is looked at before it is decoded', async (t) => {
  t.strictSame(checkPicture(aPicture(400)), { ok: true, value: { width: 400, height: 400 } })

  const small = aPng(aHeader(20000, 20000), pngChunk('IDAT', deflateSync(Buffer.alloc(0))), end)
  t.ok(small.length < 80)
  const start = performance.now()
  t.match(checkPicture(small), { ok: false, refusal: { code: 'image-too-large', most: 2048 } })
  t.ok(performance.now() - start < 50, 'refused within 50 ms')

  const undecodable = { code: 'picture-broken', problem: 'not-decodable' }
  const refused: readonly (readonly [Uint8Array, object])[] = [
    [new Uint8Array(2 * 1024 * 1024 + 1), { code: 'picture-too-heavy' }],
    [Buffer.from('<svg/>'), { code: 'picture-broken', problem: 'not-png' }],
    [aPicture(400, 401), { code: 'picture-not-square', width: 400, height: 401 }],
    [aPicture(399), { code: 'picture-too-small', side: 399, least: 400 }],
    [aPng(aHeader(400, 400), pngChunk('IDAT', Buffer.from('not deflate')), end), undecodable],
    [aPng(aHeader(400, 400), pngChunk('IDAT', deflateSync(Buffer.alloc(9))), end), undecodable],
    [
      aPng(aHeader(400, 400), pngChunk('IDAT', deflateSync(Buffer.alloc(640_401))), end),
      undecodable,
    ],
  ]
  for (const [bytes, refusal] of refused) t.match(checkPicture(bytes), { ok: false, refusal })
})

t.test('baking adds one chunk for each document right after the header', async (t) => {
  const baked = bakePng(picture, texts)
  const chunks = pngChunks(baked)
  t.strictSame(
    chunks.map(({ type }) => type),
    ['IHDR', 'iTXt', 'iTXt', 'IDAT', 'IEND'],
  )
  for (const [at, keyword] of ['openbadges', 'openbadgecredential'].entries()) {
    const head = Buffer.from(`${keyword}\0\0\0\0\0`)
    t.strictSame(Buffer.from(chunks[at + 1]?.data.subarray(0, head.length) ?? []), head)
  }
  t.strictSame(readBaked(baked), texts)
  const [first, ...others] = chunks.map(({ bytes }) => bytes)
  t.strictSame([first, ...others.slice(2)], [header, ...rest], 'other chunks byte for byte')
  t.ok(PNG.sync.read(Buffer.from(baked)).data.equals(PNG.sync.read(Buffer.from(picture)).data))

  const again = bakePng(baked, { openbadgecredential: '{}' })
  t.strictSame(readBaked(again), { openbadgecredential: '{}' })
  t.strictSame(bakePng(again, texts), baked, 'baking again leaves one of each')
})

t.test('other text chunks stay, and are not taken for documents', async (t) => {
  const title = pngChunk('tEXt', Buffer.from('Title\0openbadges'))
  const baked = bakePng(aPng(header, title, ...rest), texts)
  t.strictSame(readBaked(baked), texts)
  t.strictSame(Buffer.from(pngChunks(baked)[3]?.bytes ?? []), Buffer.from(title))
})

t.test('early and compressed forms are read', async (t) => {
  const early = aPng(
    header,
    ...rest.slice(0, -1),
    pngChunk('tEXt', Buffer.from('openbadges\0x')),
    end,
  )
  t.strictSame(readBaked(early), { openbadges: 'x' })
  const packed = deflateSync(Buffer.from('{"é":1}'))
  t.strictSame(readBaked(aPng(header, iTXt('openbadgecredential', 1, packed), ...rest)), {
    openbadgecredential: '{"é":1}',
  })
  const zTXt = pngChunk('zTXt', Buffer.concat([Buffer.from('openbadges\0\0'), deflateSync('x')]))
  t.strictSame(readBaked(aPng(header, zTXt, ...rest)), { openbadges: 'x' })
})

t.test('a picture made to confuse or exhaust is refused', async (t) => {
  const one = iTXt('openbadgecredential', 0, Buffer.from('{}'))
  t.throws(() => readBaked(aPng(header, one, one, ...rest)), { code: 'duplicate-credential' })
  const early = pngChunk('tEXt', Buffer.from('openbadgecredential\0{}'))
  t.throws(() => readBaked(aPng(header, one, ...rest.slice(0, -1), early, end)), {
    code: 'duplicate-credential',
  })

  const bomb = iTXt('openbadgecredential', 1, deflateSync(Buffer.alloc(30_000_000)))
  const start = performance.now()
  t.throws(() => readBaked(aPng(header, bomb, ...rest)), { code: 'text-too-long' })
  t.ok(performance.now() - start < 100, 'refused within 100 ms')

  const bad = [
    iTXt('openbadges', 2, Buffer.from('{}')),
    iTXt('openbadges', 1, Buffer.from('not deflate')),
    pngChunk('iTXt', Buffer.from('openbadges\0\0\0')),
    pngChunk('zTXt', Buffer.concat([Buffer.from('openbadges\0\u0001'), deflateSync('x')])),
    pngChunk('zTXt', Buffer.from('openbadges\0')),
  ]
  for (const chunk of bad)
    t.throws(() => readBaked(aPng(header, chunk, ...rest)), { code: 'bad-text' })
  const garbled = iTXt('openbadges', 0, Buffer.from([0xff, 0xfe]))
  t.throws(() => readBaked(aPng(header, garbled, ...rest)), { code: 'text-not-utf8' })
})

t.test('compressed text is read up to 256 KiB, in every kind of chunk', async (t) => {
  const most = 256 * 1024
  const kinds = [zTXt, (text: Uint8Array) => iTXt('openbadges', 1, deflateSync(text))]
  for (const kind of kinds) {
    const read = (length: number) =>
      readBaked(aPng(header, kind(Buffer.alloc(length, 97)), ...rest))
    t.equal(read(most).openbadges?.length, most)
    t.throws(() => read(most + 1), { code: 'text-too-long' })
  }
})

t.test('a document may stand anywhere between the header and the end', async (t) => {
  const one = iTXt('openbadgecredential', 0, Buffer.from('{}'))
  for (let at = 0; at < rest.length; at += 1) {
    const png = aPng(header, ...rest.slice(0, at), one, ...rest.slice(at))
    t.strictSame(readBaked(png), { openbadgecredential: '{}' })
    t.strictSame(bakePng(png, {}), picture, 'and is replaced there')
  }
  t.throws(() => readBaked(aPng(header, ...rest, one)), { code: 'trailing-bytes' })
  t.throws(() => readBaked(aPng(one, header, ...rest)), { code: 'ihdr-not-first' })
})

t.test('reading says why, in a word that people are told', async (t) => {
  const flipped = Buffer.from(picture)
  flipped[60] = (flipped[60] ?? 0) ^ 1
  const endless = Buffer.from(picture)
  endless.writeUInt32BE(0xffffffff, 33)
  const one = iTXt('openbadges', 0, Buffer.from('{}'))
  const bomb = iTXt('openbadges', 1, deflateSync(Buffer.alloc(300_000)))
  const baked = (text: string) => bakePng(picture, { openbadges: text })
  const cases: readonly (readonly [string, Uint8Array, string?])[] = [
    ['picture-altered', flipped, 'bad-crc'],
    ['picture-cut', picture.subarray(0, -20), 'truncated'],
    ['picture-cut', picture.subarray(0, 9), 'truncated'],
    ['picture-cut', picture.subarray(0, -12), 'no-iend'],
    ['picture-cut', aPng(header, end), 'no-idat'],
    ['picture-continued', Buffer.concat([picture, Buffer.from('GIF89a')]), 'trailing-bytes'],
    ['picture-broken', endless, 'chunk-too-long'],
    ['picture-broken', aPng(...rest), 'ihdr-not-first'],
    ['picture-broken', aPng(header, header, ...rest), 'two-ihdr'],
    ['picture-broken', aPng(header, iTXt('openbadges', 2, Buffer.from('{}')), ...rest), 'bad-text'],
    ['image-too-large', aPng(aHeader(20000, 20000), ...rest), 'image-too-large'],
    [
      'duplicate-credential',
      aPng(header, one, ...rest.slice(0, -1), one, end),
      'duplicate-credential',
    ],
    ['text-too-long', aPng(header, bomb, ...rest), 'text-too-long'],
    [
      'text-not-utf8',
      aPng(header, iTXt('openbadges', 0, Buffer.from([255])), ...rest),
      'text-not-utf8',
    ],
    ['picture-without-badge', picture],
    ['text-not-json', baked('')],
    ['text-not-json', baked('{"a":')],
    ['text-not-json', baked('https://[')],
    ['text-forbidden-key', baked('{"__proto__":{}}')],
    ['text-token-spaced', baked('a.b.c\n')],
    ['text-only-a-link', bakePng(picture, { openbadgecredential: 'https://example.org/1' })],
  ]
  for (const [reason, png, problem] of cases) {
    const facts = problem === undefined ? {} : { facts: { problem } }
    const check = { check: 'readable', result: 'failed', reason, ...facts }
    t.strictSame(readBadge(png), { ok: false, check }, `${reason} ${problem}`)
  }
})

t.test('what early badges hold is read: an address, a token or JSON', async (t) => {
  const url = 'https://example.org/assertions/1'
  t.strictSame(earlyBadge(url), { ok: true, ob2: { url } })
  t.strictSame(earlyBadge(` ${url}\n`), { ok: true, ob2: { url } })
  t.strictSame(earlyBadge('eyJh.e30.c2ln'), { ok: true, ob2: { token: 'eyJh.e30.c2ln' } })
  t.strictSame(earlyBadge('{"a":"é"}'), { ok: true, ob2: { document: { a: 'é' } } })
})

t.test('whatever is baked is read back', async () => {
  const text = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(text, text, (openbadges, openbadgecredential) => {
      const read = readBaked(bakePng(picture, { openbadges, openbadgecredential }))
      return read.openbadges === openbadges && read.openbadgecredential === openbadgecredential
    }),
  )
})

t.test('an altered picture is read or refused, never anything else', async () => {
  const baked = Buffer.from(bakePng(picture, texts))
  const change = fc.tuple(fc.nat(baked.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(20), (changes, cut) => {
      const altered = Buffer.from(baked.subarray(0, baked.length - cut))
      for (const [at, value] of changes) if (at < altered.length) altered[at] = value
      readBadge(altered)
      try {
        readBaked(altered)
      } catch (error) {
        if (!(error instanceof PngError)) throw error
      }
    }),
    { numRuns: 2000 },
  )
})

t.test('an uploaded picture keeps its pixels and nothing that tells of its author', async (t) => {
  const tattling = aPng(
    header,
    pngChunk('eXIf', Buffer.from('GPS')),
    pngChunk('tEXt', Buffer.from('Author\0Jane Doe')),
    pngChunk('iTXt', Buffer.from('openbadges\0\0\0\0\0{}')),
    ...rest,
  )
  t.same(Buffer.from(plainPng(tattling)), Buffer.from(picture))
})

t.test(
  'a picture that would hold the service while it is decoded is refused at once',
  async (t) => {
    const body = [pngChunk('IDAT', deflateSync(new Uint8Array(9))), end]
    const tooWide = checkPicture(aPng(aHeader(2049, 2049), ...body))
    t.match(tooWide, { refusal: { code: 'image-too-large', most: 2048 } })
    const sixteenBits = Buffer.alloc(13)
    sixteenBits.writeUInt32BE(2048, 0)
    sixteenBits.writeUInt32BE(2048, 4)
    sixteenBits.set([16, 6, 0, 0, 0], 8)
    const tooDeep = checkPicture(aPng(pngChunk('IHDR', sixteenBits), ...body))
    t.match(tooDeep, { refusal: { code: 'image-too-large' } })
  },
)
