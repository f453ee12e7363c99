import type { CheckName, CheckResult, Facts, ReasonCode } from '#src/credentials/badge-check.ts'

export interface CheckTexts {
  readonly names: Readonly<Record<CheckName, string>>
  readonly results: Readonly<Record<CheckResult, string>>
  readonly reasons: Readonly<Record<ReasonCode, (facts: Facts) => string>>
}

/** What `/verify` tells people, check by check. Facts may be missing; no sentence depends on them to stand. */
export const checks: CheckTexts = {
  names: {
    readable: 'Lecture du badge',
    context: 'Vocabulaire du badge',
    shape: 'Forme du badge',
    'unsigned-terms': 'Tout est couvert par la signature',
    signature: 'Signature',
    'issuer-key': 'Qui a signé',
    dates: 'Dates',
    status: 'Toujours en vigueur',
    'same-as-published': 'Identique à l’original',
    hosted: 'Identique à l’original en ligne',
    'same-award': 'Un seul et même badge dans l’image',
    recipient: 'À qui il a été remis',
  },
  results: {
    passed: 'C’est bon',
    failed: 'Il y a un problème',
    'not-applicable': 'Sans objet',
    'not-checked': 'Nous ne pouvons pas le savoir',
  },
  reasons: {
    'earlier-check-failed': () =>
      'Nous n’avons pas pu regarder ce point, à cause du problème indiqué plus haut.',

    read: () => 'Le badge a été lu sans difficulté.',
    'not-a-badge': () =>
      'Ce fichier n’est pas un badge que nous savons lire. Choisissez l’image PNG reçue avec le badge, ou son fichier JSON.',
    'picture-broken': () =>
      'L’image est abîmée : une partie manque ou a changé. Reprenez l’original, par exemple dans le courriel reçu.',
    'picture-without-badge': () =>
      'C’est une image ordinaire : elle ne contient pas de badge. Une capture d’écran ou une copie par messagerie perd le badge ; reprenez le fichier d’origine.',
    'duplicate-credential': () =>
      'L’image contient deux fois le même type de badge. On ne peut pas savoir lequel est le bon, nous la refusons donc.',
    'text-too-long': () => 'Ce fichier est trop volumineux pour être un badge.',
    'text-not-utf8': () => 'Le texte du fichier est abîmé : certains caractères sont illisibles.',
    'text-not-json': () =>
      'Le texte du fichier est incomplet ou n’est pas un badge. Reprenez le fichier d’origine.',
    'text-too-deep': () => 'Ce fichier est trop compliqué pour être un badge.',
    'text-forbidden-key': () => 'Ce fichier contient un mot interdit dans un badge.',
    'text-only-a-link': () =>
      'Ce badge ancien ne contient qu’un lien. Ouvrez ce lien pour voir le badge ; nous n’allons pas le chercher nous-mêmes.',
    'text-token': () =>
      'Ce badge est écrit sous une forme (un jeton signé) que nous ne lisons pas. Il n’est pas faux pour autant : demandez à son émetteur comment le vérifier.',
    'format-unknown': () => 'Ce fichier n’est ni un Open Badge 3.0 ni un Open Badge 2.0.',

    'contexts-known': () => 'Les mots du badge ont leur sens officiel.',
    'context-order': () =>
      'Les références au standard Open Badges 3.0 manquent ou sont dans le désordre. Le sens des mots n’est pas sûr.',
    'context-unknown': ({ url }) =>
      `Le badge s’appuie sur un vocabulaire que nous ne connaissons pas${named(url)}. Le sens des mots n’est pas sûr.`,
    'context-inside': () =>
      'Le badge redéfinit des mots à l’intérieur de lui-même. Leur sens n’est pas sûr.',

    'shape-holds': () => 'Le badge respecte le standard.',
    'shape-broken': ({ where }) =>
      `Le badge ne respecte pas le standard${where === undefined ? '' : ` à cet endroit : ${where}`}.`,

    'all-signed': () => 'Rien n’a pu être ajouté à côté de la signature.',
    'unsigned-term': ({ term }) =>
      `Une partie du badge n’est pas couverte par la signature${named(term)} : n’importe qui a pu l’ajouter.`,
    'signature-holds': () => 'Rien n’a été modifié depuis la signature.',
    'signature-broken': () =>
      'Le contenu ne correspond pas à la signature : quelque chose a été modifié, ne serait-ce qu’une lettre. Reprenez le fichier d’origine.',
    'no-proof': () => 'Le badge n’est pas signé : n’importe qui a pu l’écrire.',
    'proof-unknown': () => 'Le badge est signé d’une manière que nous ne savons pas vérifier.',
    'key-unreadable': () => 'La clé de la signature n’est pas dans le badge.',

    'key-listed': () => 'La clé appartient bien à l’organisme qui a remis le badge.',
    'key-not-listed': () =>
      'La clé n’appartient pas à l’organisme nommé : quelqu’un d’autre a signé en son nom.',
    'key-of-another': () =>
      'La clé n’est pas celle de l’organisme nommé : quelqu’un d’autre a signé à sa place.',
    'practice-key': () =>
      'Badge d’entraînement : il est bien signé, mais personne ne garantit qui a signé.',
    'issuer-elsewhere': () =>
      'L’organisme n’utilise pas ce service. Nous ne pouvons pas garantir que la clé est la sienne : vérifiez auprès de lui.',

    'dates-hold': ({ date }) =>
      `Le badge est valable${date === undefined ? '' : ` depuis le ${day(date)}`}.`,
    'not-yet-valid': ({ date }) =>
      `Le badge n’est pas encore valable${date === undefined ? '' : ` : il le sera le ${day(date)}`}.`,
    expired: ({ date }) =>
      `Le badge n’est plus valable${date === undefined ? '' : ` depuis le ${day(date)}`}. Il a pu être tout à fait mérité.`,
    'dates-out-of-order': () => 'La date de fin du badge est avant sa date de début.',

    stands: () => 'Le badge n’a pas été retiré.',
    revoked: ({ reason }) =>
      `L’organisme a retiré ce badge${reason === undefined ? '' : `, pour cette raison : « ${reason} »`}.`,
    declined: () => 'La personne à qui ce badge était destiné ne l’a pas accepté.',
    'published-same': () => 'C’est exactement le badge que nous avons publié.',
    'published-different': () =>
      'Ce n’est pas le badge que nous avons publié à cette adresse : il a été modifié ou remplacé.',
    'never-issued': () => 'Ce badge dit venir d’ici, mais nous ne l’avons jamais remis.',
    'published-elsewhere': () =>
      'Ce badge est publié ailleurs ; nous n’avons pas été voir. Demandez à son émetteur.',
    'one-award': () => 'Les deux versions contenues dans l’image disent la même chose.',
    'two-awards': () =>
      'L’image contient deux badges différents. Chacun est peut-être vrai, mais ils ne vont pas ensemble.',

    'recipient-matches': () => 'Le badge a bien été remis à cette adresse.',
    'recipient-differs': () =>
      'Le badge n’a pas été remis à cette adresse. La personne en a peut-être une autre.',
    'recipient-not-asked': () =>
      'Vous n’avez pas donné d’adresse de courriel : nous n’avons donc rien comparé.',
    'recipient-group': () => 'Ce badge a été remis à un groupe, pas à une adresse de courriel.',
    'recipient-without-email': () =>
      'Ce badge n’est lié à aucune adresse de courriel : nous ne pouvons pas comparer.',
  },
}

function named(text: string | undefined): string {
  return text === undefined || text === '?' ? '' : ` (« ${text} »)`
}

function day(date: string): string {
  return new Date(date).toLocaleDateString('fr', { dateStyle: 'long', timeZone: 'UTC' })
}
