import type { CheckTexts } from '../fr/checks.ts'

/** What `/verify` tells people, check by check, in English. */
export const checks: CheckTexts = {
  names: {
    readable: 'Reading the badge',
    context: 'Vocabulary of the badge',
    shape: 'Form of the badge',
    'unsigned-terms': 'Everything is covered by the signature',
    signature: 'Signature',
    'issuer-key': 'Who signed',
    dates: 'Dates',
    status: 'Still in force',
    'same-as-published': 'Same as the original',
    hosted: 'Same as the original online',
    'same-award': 'One and the same badge in the picture',
    recipient: 'Who it was awarded to',
  },
  results: {
    passed: 'All good',
    failed: 'There is a problem',
    'not-applicable': 'Does not apply',
    'not-checked': 'We cannot know',
  },
  reasons: {
    'earlier-check-failed': () => 'We could not look at this, because of the problem shown above.',

    read: () => 'The badge was read without trouble.',
    'not-a-badge': () =>
      'This file is not a badge that we can read. Choose the PNG picture that came with the badge, or its JSON file.',
    'picture-broken': () =>
      'The picture is damaged: a part is missing or has changed. Take the original, for example from the e-mail you received.',
    'picture-without-badge': () =>
      'This is an ordinary picture: there is no badge in it. Screenshots and copies sent by chat lose the badge; take the original file.',
    'duplicate-credential': () =>
      'The picture holds the same kind of badge twice. Nobody can tell which one is meant, so we refuse it.',
    'text-too-long': () => 'This file is too large to be a badge.',
    'text-not-utf8': () => 'The text of the file is damaged: some characters cannot be read.',
    'text-not-json': () =>
      'The text of the file is incomplete or is not a badge. Take the original file.',
    'text-too-deep': () => 'This file is too complicated to be a badge.',
    'text-forbidden-key': () => 'This file contains a word that a badge may not contain.',
    'text-only-a-link': () =>
      'This older badge holds only a link. Open the link to see the badge; we do not fetch it ourselves.',
    'text-token': () =>
      'This badge is written in a form (a signed token) that we do not read. That does not make it false: ask its issuer how to check it.',
    'format-unknown': () => 'This file is neither an Open Badge 3.0 nor an Open Badge 2.0.',

    'contexts-known': () => 'The words of the badge have their official meaning.',
    'context-order': () =>
      'The references to the Open Badges 3.0 standard are missing or out of order. The meaning of the words is not certain.',
    'context-unknown': ({ url }) =>
      `The badge relies on a vocabulary that we do not know${named(url)}. The meaning of the words is not certain.`,
    'context-inside': () =>
      'The badge redefines words inside itself. Their meaning is not certain.',

    'shape-holds': () => 'The badge follows the standard.',
    'shape-broken': ({ where }) =>
      `The badge does not follow the standard${where === undefined ? '' : ` in this place: ${where}`}.`,

    'all-signed': () => 'Nothing can have been added beside the signature.',
    'unsigned-term': ({ term }) =>
      `A part of the badge is not covered by the signature${named(term)}: anybody may have added it.`,
    'signature-holds': () => 'Nothing has changed since it was signed.',
    'signature-broken': () =>
      'The content does not match the signature: something was changed, be it a single letter. Take the original file.',
    'no-proof': () => 'The badge is not signed: anybody may have written it.',
    'proof-unknown': () => 'The badge is signed in a way that we cannot check.',
    'key-unreadable': () => 'The key of the signature is not in the badge.',

    'key-listed': () => 'The key does belong to the organisation that awarded the badge.',
    'key-not-listed': () =>
      'The key does not belong to the organisation named: somebody else signed in its name.',
    'key-of-another': () =>
      'The key is not that of the organisation named: somebody else signed in its place.',
    'practice-key': () =>
      'Practice badge: it is properly signed, but nobody vouches for who signed it.',
    'issuer-elsewhere': () =>
      'The organisation does not use this service. We cannot vouch that the key is its own: check with the organisation.',

    'dates-hold': ({ date }) =>
      `The badge is valid${date === undefined ? '' : ` since ${day(date)}`}.`,
    'not-yet-valid': ({ date }) =>
      `The badge is not valid yet${date === undefined ? '' : `: it will be on ${day(date)}`}.`,
    expired: ({ date }) =>
      `The badge is no longer valid${date === undefined ? '' : ` since ${day(date)}`}. It may well have been earned.`,
    'dates-out-of-order': () => 'The badge ends before it begins.',

    stands: () => 'The badge has not been withdrawn.',
    revoked: ({ reason }) =>
      `The organisation has withdrawn this badge${reason === undefined ? '' : `, for this reason: “${reason}”`}.`,
    declined: () => 'The person this badge was meant for did not accept it.',
    'published-same': () => 'This is exactly the badge that we published.',
    'published-different': () =>
      'This is not the badge that we published at this address: it was changed or replaced.',
    'never-issued': () => 'This badge says that it comes from here, but we never awarded it.',
    'published-elsewhere': () =>
      'This badge is published elsewhere; we did not go and look. Ask its issuer.',
    'one-award': () => 'The two versions in the picture say the same thing.',
    'two-awards': () =>
      'The picture holds two different badges. Each may be true, but they do not belong together.',

    'recipient-matches': () => 'The badge was indeed awarded to this address.',
    'recipient-differs': () =>
      'The badge was not awarded to this address. The person may have another one.',
    'recipient-not-asked': () => 'You gave no e-mail address, so there was nothing to compare.',
    'recipient-group': () => 'This badge was awarded to a group, not to an e-mail address.',
    'recipient-without-email': () => 'This badge is tied to no e-mail address: we cannot compare.',
  },
}

function named(text: string | undefined): string {
  return text === undefined || text === '?' ? '' : ` (“${text}”)`
}

function day(date: string): string {
  return new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
}
