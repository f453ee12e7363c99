import { pluralIn } from '../plural.ts'
import type { keys as reference } from '../fr/keys.ts'

const plural = pluralIn('en')

export const keys: typeof reference = {
  usage: [
    'Write one of these commands:',
    '  npm run keys -- list                                  the signing keys and their state',
    '  npm run keys -- rotate credential|token [ORGANISATION] take a new key; the old one goes on being believed',
    '  npm run keys -- compromise KEY [--since DATE]         a key may have been stolen, from that date on (or from now)',
    '  npm run keys -- rewrap                                take a new master key, while the service is stopped',
    'DATE is written 2026-11-26T14:00Z. ORGANISATION and KEY are in the list.',
  ].join('\n'),
  columns: ['Purpose', 'State', 'Made', 'Replaced', 'Stolen', 'Badges', 'Key'],
  purpose: { credential: 'credential', token: 'token' },
  state: { active: 'in use', retired: 'earlier', compromised: 'not to be believed' },
  purposes:
    'credential signs badges (Ed25519); token signs their JWT and JWS forms on demand (RSA), and is made when it is first needed.',
  none: 'There is no key yet: the first start makes one.',
  unfinished: (kid) =>
    `Some badges still carry the signature of ${kid}: run npm run keys -- compromise ${kid} again, which goes on where it stopped.`,
  rotated: ({ next, retired }) =>
    [
      `New key in use: ${next}`,
      ...(retired === undefined
        ? ['There was none yet for this purpose.']
        : [
            `The earlier one stays published, and what it signed goes on being believed: ${retired}`,
            'A service that is running signs with the new one within half a minute.',
          ]),
    ].join('\n'),
  practiceName:
    'Without a public address the key is the name of the organisation: the next practice badges bear another name than the earlier ones.',
  compromised: ({ kid, since, next, revoked, signedAgain }) =>
    [
      `${kid} is published no longer, and what it signs is not believed (date kept: ${since}).`,
      ...(next === undefined ? [] : [`New key in use: ${next}`]),
      `Badges signed since that date, hence revoked: ${revoked}. The service tells the people.`,
      `Earlier badges, signed again with the key in use: ${signedAgain}. Their pages give the new version; a copy downloaded before no longer verifies, and is replaced from the page.`,
    ].join('\n'),
  compromisedToken: ({ kid, next }) =>
    [
      `${kid} is published no longer: the JWT and JWS tokens that it signed verify no more. The badges themselves do not depend on it; their pages give new tokens.`,
      ...(next === undefined ? [] : [`New key in use: ${next}`]),
    ].join('\n'),
  rewrapped: ({ count, file, old }) =>
    [
      `${plural(count, { one: '# key was sealed', other: '# keys were sealed' })} anew. The new master key is in ${file}.`,
      `The old one is kept in ${old}: it still opens the backups made so far. Keep it with them, then delete this file.`,
      'Keep a copy of the new one elsewhere, and put it on every node before you start again.',
      'Links made with the old one no longer work: the trainer’s link (the service prints the new one when it starts) and the personal link that came with each badge. The pages of badges stay at the same addresses.',
    ].join('\n'),
  revokedReason:
    'The key that signed this badge may have been stolen. The organisation can award it again.',
  inUse:
    'The service is running on this database: stop it everywhere first. It would sign with the old master key.',
  oldThere: (old) =>
    `MASTER_KEY_FILE: ${old} is there from an earlier change: put this file elsewhere first.`,
  notWritable: (file) =>
    `MASTER_KEY_FILE: nothing can be written beside ${file}: nothing was changed. Do it on a copy of the file in a folder of your own.`,
  notReplaced: ({ file, fresh }) =>
    `MASTER_KEY_FILE: the keys are sealed with ${fresh}, which could not take the place of ${file}: put it there before you start.`,
  doesNotOpen: (file) =>
    `MASTER_KEY_FILE: ${file} does not open every key of this database: nothing was changed. Put the right key there.`,
  noMasterKey: (file) => `MASTER_KEY_FILE: ${file} does not exist: put its copy back.`,
  unknownKey: (kid) => `No key has this name: ${kid}. See npm run keys -- list.`,
  dateToCome: 'That date is still to come.',
  unknownIssuer: (id) => `No organisation has this id: ${id}. See npm run keys -- list.`,
  whichIssuer: 'There are several organisations: add the id of one of them.',
}
