const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

// So many digits are a small integer yet: dividing by them all at once takes a fifth of the long divisions.
const DIGITS = 5
const AT_ONCE = 58n ** BigInt(DIGITS)

/** Bytes in the base 58 of Bitcoin, which multibase marks with a `z`. */
export function toBase58(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  while (rest > 0n) {
    text = fiveDigits(Number(rest % AT_ONCE)) + text
    rest /= AT_ONCE
  }
  // A number does not keep the zeros before it: each zero byte is written as a 1.
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text.replace(/^1+/, '')
}

function fiveDigits(number: number): string {
  let rest = number
  let text = ''
  for (let digit = 0; digit < DIGITS; digit += 1) {
    text = alphabet.charAt(rest % 58) + text
    rest = Math.floor(rest / 58)
  }
  return text
}

/** The bytes that a text in base 58 stands for; nothing when it holds another character. */
export function fromBase58(text: string): Uint8Array | undefined {
  let number = 0n
  for (const character of text) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return undefined
    number = number * 58n + BigInt(digit)
  }
  const hex = number === 0n ? '' : number.toString(16)
  const ones = /^1*/.exec(text)?.[0].length ?? 0
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.alloc(ones), bytes])
}
