import * as fc from 'fast-check'
import t from 'tap'
import { bakePng } from '#src/credentials/bake-png.ts'
import { bakeSvg, readBakedSvg } from '#src/credentials/bake-svg.ts'
import { readBadge } from '#src/credentials/read-badge.ts'
import { SvgError, svgOf } from '#src/credentials/svg.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import { drawBadge } from '#src/pictures/draw-badge.ts'
import { drawFramed } from '#src/pictures/draw-framed.ts'
import { aBadge, aPicture, bytes } from './an-award.ts'

const badge = await aBadge()
const drawing = drawBadge({
  shape: 'circle',
  colour: 'ocean',
  icon: 'award',
  title: 'Écoute & « entraide »',
})
const token = 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln'
const link = 'https://badges.example.org/awards/w1.ob2.json'
const ob3Space = 'xmlns:x="https://purl.imsglobal.org/ob/v3p0"'
const ob2Space = 'xmlns:y="http://openbadges.org"'

function anSvg(inside: string, { head = '', attributes = '' } = {}): Uint8Array {
  return Buffer.from(
    `${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"${attributes}>${inside}</svg>`,
  )
}

function text(svg: Uint8Array): string {
  return Buffer.from(svg).toString('utf8')
}

function code(svg: Uint8Array): string {
  try {
    readBakedSvg(svg)
    return 'read'
  } catch (error) {
    if (error instanceof SvgError) return error.code
    throw error
  }
}

t.test('both documents become the first elements, and nothing else changes', async (t) => {
  const before = Buffer.from(drawing)
  const baked = text(bakeSvg(before, badge.texts))
  const opening = drawing.slice(0, drawing.indexOf('>') + 1)
  t.ok(
    baked.startsWith(
      `${opening}<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="${link}"><![CDATA[{`,
    ),
  )
  t.ok(
    baked.includes(
      '</openbadges:assertion><openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><![CDATA[{',
    ),
  )
  t.ok(baked.endsWith(drawing.slice(opening.length)))
  t.strictSame(readBakedSvg(Buffer.from(baked)), badge.texts)
  t.match(readBadge(Buffer.from(baked)), {
    ok: true,
    ob3: { document: badge.credential },
    ob2: { document: badge.assertion },
  })
  t.strictSame(Buffer.from(bakeSvg(Buffer.from(baked), {})), before, 'taken out again')
})

t.test('it looks as before', async (t) => {
  const baked = text(bakeSvg(Buffer.from(drawing), badge.texts))
  t.strictSame(renderPng(baked, 64), renderPng(drawing, 64))
  const framed = drawFramed(aPicture(400), { title: 'É & <b>', language: 'fr' })
  const inside = text(bakeSvg(Buffer.from(framed), badge.texts))
  t.strictSame(renderPng(inside, 64), renderPng(framed, 64))
  t.not(renderPng(framed, 64).length, renderPng(text(anSvg('')), 64).length, 'and shows something')
})

t.test('baking again replaces, wherever the documents were', async (t) => {
  const old = {
    ob2: `<a:assertion xmlns:a="http://openbadges.org" verify="${link}"/>`,
    ob3: `<b:credential xmlns:b="https://purl.imsglobal.org/ob/v3p0"><![CDATA[{}]]></b:credential>`,
  }
  const parts = ['\n  <title>😀 é</title>\r\n<g><rect width="1"/>', '</g><!-- end -->\n'] as const
  const head = '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n'
  const used = anSvg(`${parts[0]}${old.ob3}${old.ob2}${parts[1]}`, { head })
  const clean = anSvg(parts.join(''), { head })
  t.strictSame(bakeSvg(used, badge.texts), bakeSvg(clean, badge.texts))
  t.strictSame(bakeSvg(bakeSvg(clean, { openbadges: '{}' }), {}), clean)
  const once = bakeSvg(clean, badge.texts)
  t.strictSame(bakeSvg(once, badge.texts), once)

  const empty = Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg" />\n')
  t.strictSame(bakeSvg(empty, {}), empty)
  const filled = bakeSvg(empty, { openbadgecredential: token })
  t.match(text(filled), /" ><openbadges:credential .*<\/openbadges:credential><\/s:svg>\n$/)
  t.strictSame(readBakedSvg(filled), { openbadgecredential: token })
})

t.test('the namespace decides, the prefix says nothing', async (t) => {
  const swapped = [
    '<openbadges:credential xmlns:openbadges="http://openbadges.org">{"a":1}</openbadges:credential>',
    '<credential xmlns="https://purl.imsglobal.org/ob/v3p0">{"b":1}</credential>',
    '<ob:assertion xmlns:ob="http://openbadges.org">{"c":1}</ob:assertion>',
    '<credential>{"d":1}</credential>',
  ]
  t.strictSame(readBakedSvg(anSvg(swapped.join(''))), {
    openbadgecredential: '{"b":1}',
    openbadges: '{"c":1}',
  })
  t.strictSame(
    readBakedSvg(anSvg('<g><x:credential>{}</x:credential></g>', { attributes: ` ${ob3Space}` })),
    { openbadgecredential: '{}' },
  )
})

const credential = (inside: string, attribute = '') =>
  anSvg(`<x:credential ${ob3Space}${attribute}>${inside}</x:credential>`)
const assertion = (inside: string, attribute = '') =>
  readBadge(anSvg(`<y:assertion ${ob2Space}${attribute}>${inside}</y:assertion>`))

const documentOf = (inside: string, attribute = '') =>
  readBakedSvg(credential(inside, attribute)).openbadgecredential

t.test('split sections, text, tokens and addresses are read', async (t) => {
  t.equal(documentOf('\n <![CDATA[{"a":"]]]]><![CDATA[>"}]]> \n'), '{"a":"]]>"}')
  t.equal(documentOf('{"a":<!-- no -->"&lt;&#233;"}'), '{"a":"<é"}')
  t.equal(documentOf('', ` verify="${token}"`), token)
  t.equal(documentOf('{}', ` verify="${token}"`), token)
  t.equal(documentOf(`\n${token}\n`), token)
  t.strictSame(assertion('<![CDATA[]]>', ` verify="${link}"`), { ok: true, ob2: { url: link } })
  t.strictSame(assertion('<![CDATA[{"a":1}]]>', ` verify="${link}"`), {
    ok: true,
    ob2: { document: { a: 1 } },
  })
  t.strictSame(assertion('', ` verify="${token}"`), { ok: true, ob2: { token } })
})

t.test('each form is written as its version asks', async (t) => {
  const written = (texts: object) => text(bakeSvg(anSvg(''), texts))
  t.match(written({ openbadges: token }), `verify="${token}"><![CDATA[${token}]]></openbadges:a`)
  t.match(written({ openbadges: link }), `verify="${link}"></openbadges:assertion>`)
  t.match(written({ openbadgecredential: token }), `verify="${token}"></openbadges:credential>`)
  t.notMatch(written({ openbadges: '{"id":"urn:uuid:1"}' }), 'verify')
  const odd = { id: `${link}?a="1"&b=<2>`, text: ']]> ]]]]> \uFFFE \uFFFF \uD800 \u0000 \u007F 😀' }
  const json = JSON.stringify(odd)
  const read = readBakedSvg(bakeSvg(anSvg(''), { openbadges: json, openbadgecredential: json }))
  t.strictSame(JSON.parse(read.openbadges ?? ''), odd)
  t.strictSame(JSON.parse(read.openbadgecredential ?? ''), odd)
})

t.test('a drawing that acts, hides or reaches out is refused, each by its own code', async (t) => {
  const w3c =
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
  const bitmap = 'data:image/png;base64,iVBORw0KGgo='
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['svg-doctype', anSvg('', { head: '<!DOCTYPE svg>' })],
    ['svg-doctype', anSvg('', { head: '<!DOCTYPE svg SYSTEM "file:///etc/passwd">' })],
    ['svg-doctype', anSvg('', { head: `${w3c} [ <!ATTLIST svg onload CDATA "x"> ]>` })],
    ['svg-entity', anSvg('&a;', { head: '<!DOCTYPE svg [<!ENTITY a "b">]>' })],
    ['svg-entity', anSvg('', { head: `${w3c} [<!ENTITY % p SYSTEM "http://e.org/">%p;]>` })],
    ['svg-broken', anSvg('&a;')],
    ['svg-instruction', anSvg('', { head: '<?xml-stylesheet href="https://e.org/a.css"?>' })],
    ['svg-instruction', anSvg('<?php echo 1 ?>')],
    ['svg-script', anSvg('<script>1</script>')],
    ['svg-script', anSvg('<g><SCRIPT href="#a"/></g>')],
    ['svg-script', anSvg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>')],
    ['svg-event', anSvg('', { attributes: ' onload="1"' })],
    ['svg-event', anSvg('<g onClick="1"/>')],
    ['svg-event', anSvg('<set attributeName="onclick" to="1"/>')],
    ['svg-foreign-object', anSvg('<foreignObject/>')],
    ['svg-foreign-object', anSvg('<body xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['svg-outside-link', anSvg('<a href="https://e.org/"/>')],
    ['svg-outside-link', anSvg('<a xlink:href="javascript:1"/>')],
    ['svg-outside-link', anSvg('<use href="other.svg#a"/>')],
    ['svg-outside-link', anSvg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>')],
    ['svg-outside-link', anSvg('<image href="data:image/png,%3Csvg"/>')],
    ['svg-outside-link', anSvg('<g xml:base="https://e.org/"/>')],
    ['svg-outside-link', anSvg('<animate attributeName="xlink:href" to="https://e.org"/>')],
    ['svg-outside-link', anSvg('<rect fill="url(https://e.org/a.svg#b)"/>')],
    ['svg-outside-link', anSvg('<rect fill="u\\72l(https://e.org/a.svg#b)"/>')],
    ['svg-outside-link', anSvg('<rect style="fill:url( \'//e.org/a\')"/>')],
    ['svg-outside-link', anSvg('<style>@imp<!-- -->ort "https://e.org/a.css";</style>')],
    ['svg-outside-link', anSvg('<style><![CDATA[a{background:image-set("//e.org")}]]></style>')],
    ['svg-broken', anSvg('<g>')],
    ['svg-broken', anSvg('</g>')],
    ['svg-broken', anSvg('<g a="1" a="2"/>')],
    ['svg-broken', anSvg('<p:g/>')],
    ['svg-broken', anSvg('\u0001')],
    ['svg-broken', Buffer.concat([anSvg(''), anSvg('')])],
    ['svg-broken', anSvg('').subarray(0, -3)],
    ['svg-broken', Buffer.from('<')],
    ['svg-not-utf8', Buffer.concat([anSvg('').subarray(0, -6), Buffer.from([0xe9])])],
    ['svg-not-utf8', anSvg('', { head: '<?xml version="1.0" encoding="ISO-8859-1"?>' })],
    ['svg-too-complex', anSvg('<g>'.repeat(64) + '</g>'.repeat(64))],
    ['svg-too-complex', anSvg('<g/>'.repeat(20_000))],
    [
      'svg-too-complex',
      anSvg(`<g ${Array.from({ length: 257 }, (_, n) => `a${n}=""`).join(' ')}/>`),
    ],
    ['svg-too-large', anSvg(' '.repeat(4 * 1024 * 1024))],
    ['not-svg', Buffer.from('<!DOCTYPE html><title>x</title>')],
    ['not-svg', Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['not-svg', Buffer.from('<svg/>')],
    ['read', anSvg('', { head: `${w3c}>` })],
    ['read', anSvg('<style>a{fill:url(#b)}</style><a href="#b" fill="url(&quot;#c&quot;)"/>')],
    ['read', anSvg(`<image href="${bitmap}"/><rect style="fill:url(${bitmap})"/>`)],
    [
      'read',
      anSvg(
        '<g xmlns:onx="urn:x" onx:path="C:\\a (b)" one="1" xmlns:href="urn:y"/>'.replace(
          ' one="1"',
          '',
        ),
      ),
    ],
    ['read', anSvg('<g>'.repeat(63) + '</g>'.repeat(63))],
  ]
  for (const [wanted, svg] of cases) {
    t.equal(code(svg), wanted, text(svg.subarray(0, 200)))
    if (wanted !== 'read') t.throws(() => bakeSvg(svg, badge.texts), { name: 'SvgError' })
  }
})

t.test('a document that could be understood in two ways is refused', async (t) => {
  const one = `<x:credential ${ob3Space}>{}</x:credential>`
  t.equal(code(anSvg(one + one)), 'duplicate-credential')
  t.equal(
    code(anSvg(`${one}<g>${one.replaceAll('x:', 'z:').replace('s:x', 's:z')}</g>`)),
    'duplicate-credential',
  )
  const inner = `<y:assertion ${ob2Space}>{}</y:assertion>`
  t.equal(code(anSvg(one.replace('{}', inner))), 'bad-credential')
  t.equal(code(anSvg(one.replace('{}', '<b/>{}'))), 'bad-credential')
  t.equal(code(anSvg(one.replace('{}', ' '))), 'bad-credential')
  t.equal(code(anSvg(one + inner)), 'read')
})

t.test('reading says why, in a word that people are told', async (t) => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['picture-without-badge', anSvg('')],
    ['svg-doctype', anSvg('', { head: '<!DOCTYPE svg>' })],
    ['svg-entity', anSvg('', { head: '<!DOCTYPE svg [<!ENTITY a "b">]>' })],
    ['svg-script', anSvg('<script/>')],
    ['svg-event', anSvg('<g onload=""/>')],
    ['svg-outside-link', anSvg('<a href="//e.org"/>')],
    ['svg-foreign-object', anSvg('<foreignObject/>')],
    ['svg-instruction', anSvg('<?a b?>')],
    ['svg-broken', anSvg('<g>')],
    ['svg-too-complex', anSvg('<g>'.repeat(99))],
    ['svg-bad-credential', credential('')],
    ['duplicate-credential', Buffer.from(text(credential('{}')).replace(/(<x:.*l>)/, '$1$1'))],
    ['text-too-long', credential(`{"a":"${'x'.repeat(512 * 1024)}"}`)],
    ['text-not-json', credential('{"a"')],
    ['text-only-a-link', credential(link)],
    ['text-forbidden-key', credential('{"__proto__":1}')],
    ['not-a-badge', Buffer.from('<p>hello')],
    ['not-a-badge', Buffer.from('<!doctype html><title>x')],
    ['not-a-badge', Buffer.from('\n<html><br></html>')],
  ]
  for (const [reason, svg] of cases) {
    const wanted = { ok: false, check: { check: 'readable', result: 'failed', reason } }
    t.strictSame(readBadge(svg), wanted, reason)
  }
})

t.test('a token is told apart from everything else', async (t) => {
  t.strictSame(readBadge(bytes(token)), { ok: true, token })
  for (const spaced of [`${token}\n`, ` ${token}`, `\uFEFF${token}\t`]) {
    t.match(readBadge(bytes(spaced)), { ok: false, check: { reason: 'text-token-spaced' } })
  }
  for (const other of ['a.b', 'a.b.c.d', 'a..c', 'a.b.', 'a.b=.c', 'é.b.c', 'a.b.c\nd']) {
    t.match(readBadge(bytes(other)), { ok: false, check: { reason: 'not-a-badge' } }, other)
  }
  const both = { openbadges: token, openbadgecredential: token }
  for (const picture of [bakePng(aPicture(), both), bakeSvg(anSvg(''), both)]) {
    t.strictSame(readBadge(picture), { ok: true, ob3: { token }, ob2: { token } })
  }
  const early = { openbadges: link }
  for (const picture of [bakePng(aPicture(), early), bakeSvg(anSvg(''), early)]) {
    t.strictSame(readBadge(picture), { ok: true, ob2: { url: link } })
  }
  const tooLong = bakePng(aPicture(), { openbadges: `${link}?${'a'.repeat(2048)}` })
  t.match(readBadge(tooLong), { ok: false, check: { reason: 'text-too-long' } })
})

t.test('whatever is baked into whatever drawing is read back', async () => {
  const json = fc.json({ maxDepth: 3 }).map((value) => `{"a":${value}}`)
  const word = fc.string({ unit: 'grapheme', maxLength: 20 }).map((some) => {
    return some.replaceAll(
      /[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]|[<&\]]/gu,
      '',
    )
  })
  fc.assert(
    fc.property(word, word, json, json, (before, after, openbadges, openbadgecredential) => {
      const svg = anSvg(`${before}<g/>${after}`, { head: `<!--${before.replaceAll('-', '')}-->` })
      const baked = bakeSvg(svg, { openbadges, openbadgecredential })
      const read = readBakedSvg(baked)
      return (
        JSON.stringify(JSON.parse(read.openbadges ?? '')) ===
          JSON.stringify(JSON.parse(openbadges)) &&
        JSON.stringify(JSON.parse(read.openbadgecredential ?? '')) ===
          JSON.stringify(JSON.parse(openbadgecredential)) &&
        Buffer.from(svg).equals(bakeSvg(baked, {}))
      )
    }),
  )
})

t.test('an altered drawing is read or refused, never anything else', async () => {
  const small = anSvg('<title>é</title><style>a{fill:url(#b)}</style><g fill="url(#a)"/>')
  const some = bakeSvg(small, { openbadges: '{"a":"]]>"}', openbadgecredential: token })
  const whole = bakeSvg(Buffer.from(drawing), badge.texts)
  for (const [baked, numRuns] of [[some, 1000] as const, [whole, 60] as const]) {
    const change = fc.tuple(fc.nat(baked.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(20), (changes, cut) => {
        const altered = Buffer.from(baked.subarray(0, baked.length - cut))
        for (const [at, value] of changes) if (at < altered.length) altered[at] = value
        readBadge(altered)
        if (code(altered) === 'read') svgOf(bakeSvg(altered, badge.texts))
      }),
      { numRuns },
    )
  }
})

t.test('pieces of XML put together at random are read or refused at once', async () => {
  const marks = `< > /> </ <g </g> <![CDATA[ ]]> <!-- --> <? ?> " ' = & ; &#x a : ] %`.split(' ')
  const words = ['<!DOCTYPE svg [', '<x:credential>', '</x:credential>', ' verify="', 'xmlns:x="']
  const signs = [' ', '\r', '😀', '{"a":1}', '\u0000', '\u2028']
  const piece = fc.constantFrom(...marks, ...words, ...signs)
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (some) => {
      code(anSvg(some.join(''), { attributes: ` ${ob3Space}` }))
    }),
    { numRuns: 1000 },
  )
})

t.test('a drawing may hold a heavy bitmap, and not as much of anything else', async (t) => {
  const bitmap = `<image href="data:image/png;base64,${'A'.repeat(3 * 1024 * 1024)}"/>`
  t.equal(code(anSvg(bitmap)), 'read')
  t.equal(code(anSvg(`${bitmap}${' '.repeat(2 * 1024 * 1024)}`)), 'svg-too-large')
  t.equal(code(anSvg(' '.repeat(2 * 1024 * 1024))), 'svg-too-large')
  t.equal(code(anSvg(`<style>${'url(#a) '.repeat(1000)}url(b)</style>`)), 'svg-outside-link')
})
