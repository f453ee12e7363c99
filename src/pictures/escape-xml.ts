/** The text with the five characters that mean something in XML written as references, and without those XML refuses. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(unwritable, '')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

// XML 1.0 §2.2: control characters, unpaired surrogates, U+FFFE and U+FFFF cannot appear, even as references.
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
