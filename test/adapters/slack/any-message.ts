import * as fc from 'fast-check'
import type { Button, Message, Part } from '#src/chat/contract.ts'

const nasty = fc.constantFrom(
  '',
  ' \n\t',
  '\u200B\u2060',
  '&'.repeat(400),
  '<!channel> &lt;b&gt;',
  'العربية '.repeat(60),
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}'.repeat(300),
  `e${'\u0301'.repeat(5000)}`,
  'n'.repeat(3500),
  'line\n'.repeat(900),
  '\uD800 \u0000 \u202E',
  'https://example.org/a https://example.org/b.',
)

/** Any text that people and programs come up with, and what is hard to carry more often than chance would have it. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 40 }),
  fc.lorem({ maxCount: 5 }),
  nasty,
)

const look = fc.option(fc.constantFrom('primary' as const, 'danger' as const), { nil: undefined })

const anyButton: fc.Arbitrary<Button> = fc
  .tuple(
    anyText,
    look,
    fc.oneof(
      fc.record({ action: fc.string({ minLength: 1, maxLength: 60 }) }),
      fc.record({ url: fc.oneof(fc.webUrl(), anyText) }),
    ),
  )
  .map(([label, style, does]) => ({ label, ...(style ? { look: style } : {}), ...does }))

const instant = fc.record({ at: fc.integer({ min: 0, max: 4_000_000_000_000 }) })

const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text: anyText }),
  fc.record(
    {
      kind: fc.constant('text' as const),
      text: anyText,
      links: fc.array(anyText, { maxLength: 3 }),
    },
    { requiredKeys: ['kind', 'text'] },
  ),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(anyText, { maxLength: 30 }) }),
  fc.record({
    kind: fc.constant('facts' as const),
    facts: fc.array(fc.tuple(anyText, fc.oneof(anyText, instant)), { maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant('image' as const),
    url: fc.oneof(fc.webUrl({ validSchemes: ['https'] }), fc.constant('http://localhost/x.png')),
    alternative: anyText,
  }),
  fc.record({
    kind: fc.constant('progress' as const),
    value: fc.nat(100),
    max: fc.nat(100),
    mark: fc.nat(100),
    label: anyText,
  }),
)

export const anyMessage: fc.Arbitrary<Message> = fc.record(
  {
    text: anyText,
    parts: fc.array(anyPart, { maxLength: 60 }),
    buttons: fc.array(anyButton, { maxLength: 30 }),
  },
  { requiredKeys: ['text'] },
)
