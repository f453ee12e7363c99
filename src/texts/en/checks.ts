import type { BadgeFormat } from '#src/credentials/badge-check.ts'
import type { CheckTexts } from '../fr/checks.ts'

/** What `/verify` tells people, check by check, in English. */
export const checks: CheckTexts = {
  names: {
    readable: 'Reading the badge',
    context: 'Vocabulary of the badge',
    type: 'Kind of document',
    shape: 'Form of the badge',
    'inline-schema': 'Further rules the badge names',
    subject: 'Who earned what',
    evidence: 'Evidence',
    'issuer-profile': 'The organisation’s profile',
    'issuer-page': 'The organisation’s web page',
    'badge-class': 'What the badge stands for',
    image: 'Picture of the badge',
    criteria: 'Criteria',
    'unsigned-terms': 'Everything is covered by the signature',
    token: 'Signed envelope',
    signature: 'Signature',
    'issuer-key': 'Who signed',
    dates: 'Dates',
    refresh: 'Newer version',
    status: 'Still in force',
    endorsements: 'Signed supports',
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
  groups: {
    passed: 'What is good',
    failed: 'What is wrong',
    missing: 'What we would need to conclude',
    'not-checked': 'What we could not look at',
    'not-applicable': 'Does not apply to this badge',
  },
  versions: (formats) => `Open Badges ${formats.map((one) => versionNumbers[one]).join(' and ')}`,
  reasons: {
    'earlier-check-failed': () => 'We could not look at this, because of the problem shown above.',

    'nothing-to-check': () => 'The badge has nothing of this kind, and need not have.',
    'no-network': ({ url }) =>
      `This would have to be looked up on another site${named(url)}, and we were not asked to.`,
    'address-refused': ({ url }) =>
      `This would have to be looked up at an address that we do not visit, for safety${named(url)}.`,
    unreachable: ({ url }) => `The site where this is to be found does not answer${named(url)}.`,
    'too-slow': ({ url }) =>
      `The site where this is to be found took too long to answer${named(url)}.`,
    'too-large': ({ url }) => `What the other site answers is too large to be read${named(url)}.`,
    'other-answer': ({ url }) =>
      `The other site no longer has what we were looking for${named(url)}.`,
    'other-type': ({ url }) =>
      `The other site answers something else than what we were looking for${named(url)}.`,
    'too-many-fetches': () =>
      'The badge points to so many other pages that we stopped looking them up.',
    'document-unreadable': ({ url }) =>
      `What the other site answers is not a document that we can read${named(url)}.`,
    'not-here': ({ url }) =>
      `The badge says that this is to be found here${named(url)}, but we have no such document.`,
    gone: ({ url }) => `The other site says that this was withdrawn${named(url)}.`,

    read: () => 'The badge was read without trouble.',
    'not-a-badge': () =>
      'This file is not a badge that we can read. Choose the PNG picture that came with the badge, or its JSON file.',
    'picture-broken': () =>
      'The picture is damaged: a part is missing or has changed. Take the original, for example from the e-mail you received.',
    'picture-altered': () =>
      'The picture has changed since it was made: one of its parts no longer matches its checksum. Take the original, for example from the e-mail you received.',
    'picture-cut': () =>
      'The picture is incomplete: the end is missing. Download it again, or take the original.',
    'picture-continued': () =>
      'Something was added after the end of the picture. Take the original file.',
    'image-too-large': () => 'The picture has too many pixels for a badge. We did not open it.',
    'svg-broken': () =>
      'The SVG drawing is damaged: it is not well-formed XML. Take the original file.',
    'svg-doctype': () =>
      'The SVG drawing begins with a document type (DOCTYPE), which can hide things. For your safety we do not read it.',
    'svg-entity': () =>
      'The SVG drawing defines words of its own (ENTITY), which can hide things. For your safety we do not read it.',
    'svg-instruction': () =>
      'The SVG drawing gives instructions to the program that opens it. For your safety we do not read it.',
    'svg-script': () => 'The SVG drawing holds a program. For your safety we do not read it.',
    'svg-event': () =>
      'The SVG drawing wants to act when it is shown or clicked. For your safety we do not read it.',
    'svg-foreign-object': () =>
      'The SVG drawing holds a piece of a web page. For your safety we do not read it.',
    'svg-outside-link': () =>
      'The SVG drawing fetches or links something from elsewhere. For your safety we do not read it.',
    'svg-too-complex': () => 'This SVG drawing is too complicated to be a badge.',
    'svg-bad-credential': () =>
      'The badge inside the SVG drawing is mixed with other elements: we cannot tell where it begins and ends.',
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
      'This badge holds only a link. Open the link to see the badge; we were not asked to fetch it.',
    'text-token': () =>
      'This looks like a badge in a signed envelope, but there is no badge in it. Take the original file.',
    'text-token-spaced': () =>
      'The signed text of this badge has spaces or line breaks around it: copy it again, without them.',
    'format-unknown': () => 'This file is neither an Open Badge 3.0 nor an Open Badge 2.0.',

    'contexts-known': () => 'The words of the badge have their official meaning.',
    'context-order': () =>
      'The references to the Open Badges 3.0 standard are missing or out of order. The meaning of the words is not certain.',
    'context-unknown': ({ url }) =>
      `The badge relies on a vocabulary that we do not know${named(url)}. The meaning of the words is not certain.`,
    'context-inside': () =>
      'The badge redefines words inside itself. Their meaning is not certain.',

    'context-older': () =>
      'The badge follows an older version of the standard, which we do not check. Ask its issuer for a current one.',
    'context-not-bundled': ({ url }) =>
      `The badge relies on a known vocabulary that we do not carry with us${named(url)}, so we cannot check its signature.`,
    'type-holds': () => 'The document says of itself that it is an Open Badge.',
    'type-wrong': () => 'The document does not say of itself that it is an Open Badge.',
    'shape-holds': () => 'The badge follows the standard.',
    'shape-broken': ({ where }) =>
      `The badge does not follow the standard${where === undefined ? '' : ` in this place: ${where}`}.`,

    'schema-official': () => 'The badge names the official rules, which we looked at above.',
    'schema-foreign': ({ url }) =>
      `The badge also names rules of somebody else${named(url)}. We do not run rules of strangers.`,
    'subject-holds': () => 'The badge says who earned it and what for.',
    'subject-broken': ({ where }) =>
      `The badge does not say properly who earned it or what for${at(where)}.`,
    'evidence-holds': () => 'The evidence is written as the standard asks.',
    'evidence-broken': ({ where }) =>
      `The evidence is not written as the standard asks${at(where)}.`,
    'profile-holds': () => 'The organisation presents itself as the standard asks.',
    'profile-broken': ({ where }) =>
      `The organisation does not present itself as the standard asks${at(where)}.`,
    'issuer-unresolvable': ({ issuer }) =>
      `The organisation is named by something that is no address${named(issuer)}: nobody can look it up.`,
    'page-answers': () => 'The page of the organisation answers.',
    'page-ours': () => 'The page of the organisation is one of ours.',
    'badge-class-holds': () => 'The description of the badge is complete.',
    'badge-class-broken': ({ where }) =>
      `The description of the badge does not follow the standard${at(where)}.`,
    'badge-class-different': () =>
      'The description inside the badge is not the one that is published at its address.',
    'image-answers': () => 'The picture of the badge is where it should be.',
    'image-ours': () => 'We draw and serve the picture of this badge ourselves.',
    'image-broken': () => 'The picture of the badge is missing, or is neither PNG nor SVG.',
    'criteria-hold': () => 'The badge says what had to be shown to earn it.',
    'criteria-broken': ({ where }) =>
      `The badge does not say properly what had to be shown to earn it${at(where)}.`,

    'all-signed': () => 'Nothing can have been added beside the signature.',
    'unsigned-term': ({ term }) =>
      `A part of the badge is not covered by the signature${named(term)}: anybody may have added it.`,
    'token-covers-all': () => 'The signature covers the whole text.',
    'token-holds': () => 'The signed envelope says the same as the badge inside.',
    'token-unreadable': () => 'The signed envelope is damaged. Take the original file.',
    'token-header': ({ where }) =>
      `The signed envelope is not addressed as the standard asks${at(where)}.`,
    'token-algorithm': () =>
      'The signed envelope names a way of signing that is not safe, or does not fit the key.',
    'token-claims': ({ where }) => `The signed envelope and the badge inside differ${at(where)}.`,
    'signature-holds': () => 'Nothing has changed since it was signed.',
    'signature-broken': () =>
      'The content does not match the signature: something was changed, be it a single letter. Take the original file.',
    'no-proof': () => 'The badge is not signed: anybody may have written it.',
    'proof-unknown': () => 'The badge is signed in a way that we cannot check.',
    'proof-unsupported': ({ kind }) =>
      `The badge is signed in a way that we do not check${named(kind)}. That does not make it false: ask its issuer.`,
    'key-unreachable': () =>
      'The key is kept on another site, and could not be had: the signature could not be checked.',
    'key-unreadable': () => 'The key of the signature is not in the badge.',

    'key-listed': () => 'The key does belong to the organisation that awarded the badge.',
    'key-same-site': () => 'The key is published on the site of the organisation itself.',
    'key-unvouched': () =>
      'The badge brings its own key along. It is well signed, but we could not find out whether the key is the organisation’s.',
    'issuer-without-keys': () =>
      'The organisation publishes no keys that we can find. We cannot tell who signed.',
    'key-not-listed': () =>
      'The key that signed is not one that the organisation trusts today: somebody else signed in its name, or the badge is an old copy. Take it again from the badge’s page.',
    'key-of-another': () =>
      'The key is not that of the organisation named: somebody else signed in its place.',
    'practice-key': () =>
      'Practice badge: it is properly signed, but nobody vouches for who signed it.',
    'issuer-elsewhere': () =>
      'The organisation does not use this service. We cannot vouch that the key is its own: check with the organisation.',

    'dates-hold': ({ date, until }) =>
      `The badge is valid${date === undefined ? '' : ` since ${day(date)}`}${until === undefined ? '' : `, until ${day(until)}`}.`,
    'not-yet-valid': ({ date }) =>
      `The badge is not valid yet${date === undefined ? '' : `: it will be on ${day(date)}`}.`,
    expired: ({ date }) =>
      `The badge is no longer valid${date === undefined ? '' : ` since ${day(date)}`}. It may well have been earned.`,
    'dates-out-of-order': () => 'The badge ends before it begins.',

    'refresh-same': () => 'The organisation offers this very version.',
    'refresh-newer': ({ url }) =>
      `The organisation offers another version of this badge${named(url)}. Ask for the latest.`,

    stands: () => 'The badge has not been withdrawn.',
    revoked: ({ reason }) =>
      `The organisation has withdrawn this badge${reason === undefined ? '' : `, for this reason: “${reason}”`}.`,
    declined: () => 'The person this badge was meant for did not accept it.',
    suspended: () => 'The organisation has suspended this badge for the time being.',
    'status-none': () => 'The organisation made this badge without a way to withdraw it.',
    'status-unsupported': ({ kind }) =>
      `The organisation says in a way that we do not know whether the badge still stands${named(kind)}.`,
    'status-broken': ({ where }) =>
      `The badge does not say properly where to look whether it still stands${at(where)}.`,
    'list-broken': ({ where }) =>
      `The list that says which badges were withdrawn is damaged${at(where)}.`,
    'list-unsigned': () => 'The list that says which badges were withdrawn is not signed.',
    'list-altered': () =>
      'The list that says which badges were withdrawn was changed after it was signed.',
    'list-of-another': () =>
      'The list that says which badges were withdrawn is not signed by the organisation.',
    'list-purpose': () => 'The list that the badge names is made for something else.',
    'list-too-short': () => 'The list that says which badges were withdrawn is too short.',
    'list-out-of-date': () => 'The list that says which badges were withdrawn is out of date.',

    'endorsements-hold': () => 'The supports that come with the badge are properly signed.',
    'endorsements-ours': () => 'The supports that come with the badge are those we published.',
    'endorsements-unvouched': () =>
      'Supports come with the badge, but we could not find out about all of them who gave them.',
    'endorsements-too-many': () =>
      'So many supports come with the badge that we did not look at all of them.',
    'endorsement-broken': ({ where }) =>
      `A support that comes with the badge is not written as the standard asks${at(where)}.`,
    'endorsement-altered': ({ where }) =>
      `A support that comes with the badge is not properly signed${at(where)}.`,
    'endorsement-about-another': ({ where }) =>
      `A support that comes with the badge was given to something else${at(where)}.`,
    'endorsement-out-of-date': ({ where }) =>
      `A support that comes with the badge is no longer valid, or not yet${at(where)}.`,
    'endorsement-withdrawn': ({ where }) =>
      `A support that comes with the badge was withdrawn${at(where)}.`,

    'published-same': () => 'This is exactly the badge that we published.',
    'published-different': () =>
      'This is not the badge that we publish at this address: the file was changed, or we have signed the badge anew. Take it again from the badge’s page.',
    'never-issued': () => 'This badge says that it comes from here, but we never awarded it.',
    'published-elsewhere': () =>
      'This badge is published elsewhere; we did not go and look. Ask its issuer.',
    'signature-suffices': () =>
      'A signed badge need not be published anywhere: its signature is enough.',
    'hosted-same': () => 'This is exactly what the organisation publishes at the badge’s address.',
    'hosted-different': () =>
      'This is not what the organisation publishes at the badge’s address: it was changed or replaced.',
    'hosted-withdrawn': () =>
      'There is nothing left to compare with: the organisation has withdrawn the badge.',
    'hosted-out-of-scope': () =>
      'The badge lies on a site that does not belong to the organisation it names.',
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

const versionNumbers: Readonly<Record<BadgeFormat, string>> = { ob3: '3.0', ob2: '2.0' }

function named(text: string | undefined): string {
  return text === undefined || text === '?' ? '' : ` (“${text}”)`
}

function at(where: string | undefined): string {
  return where === undefined ? '' : ` (in this place: ${where})`
}

function day(date: string): string {
  return new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
}
