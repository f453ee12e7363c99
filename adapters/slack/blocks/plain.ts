import type { PlainTextElement } from '@slack/types'
import { beginning, brokenOff, isBlank, literalText } from '#src/chat/adapting/plain-text.ts'
import { limits } from './limits.ts'

/**
 * Text as it was written: no mention, no markup, no emoji comes of it. Longer than `most`, it ends in "…"; with nothing to
 * see in it, it is "…", for Slack refuses an empty text.
 */
export function plain(text: string, most: number = limits.section.text): PlainTextElement {
  return { type: 'plain_text', text: escapeText(cutText(text, most) || '…'), emoji: false }
}

/**
 * Slack keeps & < > of every text object as entities, plain_text too, and shows them decoded: a label sent as "Answer & 1"
 * comes back as "Answer &amp; 1" (slackapi/bolt-python #513). Sent unescaped, somebody's "&lt;" would be shown as "<".
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** How long a text is once it is escaped: what Slack's limits are measured by here, to be on the safe side. */
export function escapedLength(text: string): number {
  return escapeText(text).length
}

/** At most that many characters once escaped, cut at a word where one is near; "" when there is nothing to see in it. */
export function cutText(text: string, most: number): string {
  const literal = literalText(text)
  if (isBlank(literal)) return ''
  if (escapedLength(literal) <= most) return literal
  return brokenOff(literal, unitsThatFit(literal, most - 1))
}

/** The text in pieces of at most that many characters once escaped, broken between lines or words where that can be. */
export function splitText(text: string, most: number): readonly string[] {
  const pieces: string[] = []
  let rest = literalText(text)
  while (escapedLength(rest) > most) {
    const piece = breakable(beginning(rest, unitsThatFit(rest, most)))
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return [...pieces, rest].filter((piece) => !isBlank(piece)).map((piece) => piece.trim())
}

function unitsThatFit(text: string, most: number): number {
  let length = 0
  for (let end = 0; end < text.length; end++) {
    length += escapedLength(text.charAt(end))
    if (length > most) return end
  }
  return text.length
}

// The piece up to its last line or word, when that leaves most of it.
function breakable(piece: string): string {
  const line = piece.lastIndexOf('\n')
  if (line > piece.length / 2) return piece.slice(0, line + 1)
  const word = piece.lastIndexOf(' ')
  return word > piece.length / 2 ? piece.slice(0, word + 1) : piece
}
