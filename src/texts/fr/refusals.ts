import type { EvidenceProblem } from '#src/app/evidence-files.ts'
import { pluralIn } from '../plural.ts'
import type { Sentences } from '../sentences.ts'
import { record } from './record.ts'

const plural = pluralIn('fr')

const fields = {
  quorum: 'le quorum',
  threshold: 'le seuil',
  objectionHours: 'le délai d’objection',
  leastRoll: 'le nombre minimal de votants',
}

const pictureProblems: Readonly<Record<string, string>> = {
  'not-png': 'ce n’est pas une image PNG',
  'not-decodable': 'l’image ne peut pas être lue',
  truncated: 'le fichier est incomplet',
  'bad-crc': 'le fichier est abîmé',
}

const evidenceProblems: Readonly<Record<EvidenceProblem, string>> = {
  empty: 'Ce fichier est vide. Choisissez-en un autre.',
  kind: 'Envoyez une image (PNG, JPEG, GIF, WebP), un PDF, du texte, un son (MP3, M4A, OGG) ou une vidéo MP4 : ce fichier n’en est pas.',
  'too-large': 'Chaque fichier peut peser 10 Mo au plus : celui-ci est plus lourd.',
  'too-many': 'Il y a trop de fichiers : cinq au plus.',
  'too-large-together': 'Ces fichiers sont trop lourds ensemble : 20 Mo au plus en tout.',
  gone: 'Un fichier n’est plus là : on garde un jour ceux qui attendent. Envoyez-le à nouveau.',
  busy: 'Trop de fichiers attendent déjà ici. Réessayez demain, ou mettez un lien à la place.',
}

export const refusals: Sentences = {
  'unknown-proposal': () =>
    'Cette proposition n’existe pas ici. Tapez /badge suivi pour voir celles du groupe.',
  'proposal-closed': ({ status }) =>
    status === 'open'
      ? 'Le vote est terminé : la date limite est passée.'
      : `Le vote est terminé. Résultat : ${record.status[status].toLowerCase()}. Votre bulletin n’a pas été ajouté.`,
  'own-award': () =>
    'Ce badge est proposé pour vous : on ne vote pas pour soi-même. Vous serez prévenu du résultat.',
  'not-on-roll': () =>
    'Vous n’êtes pas sur la liste des votants de cette proposition : elle a été arrêtée à l’ouverture du vote, et qui forme ne vote pas. Qui apprend dans ce groupe votera aux prochaines.',
  'ballot-incomplete': ({ criteria }) =>
    `Il manque une réponse : répondez à chacun des ${criteria} critères. « Je ne peux pas dire » est une réponse.`,
  'already-minted': () => 'Les badges sont déjà remis. Pour en retirer un, tapez /badge révoquer.',
  'own-badge-made': () =>
    'Votre badge est déjà fait. Vous pouvez le refuser sur sa page : écrivez /badge mes-badges.',
  'no-own-badge': () => 'Ce vote ne fera pas de badge à votre nom : il n’y a rien à décider.',
  'trainers-only': () =>
    'Seules les personnes qui forment peuvent faire cela. La vôtre peut vous en donner le droit : /badge réglages.',
  'reason-missing': () =>
    'Indiquez la raison : elle sera conservée et expliquée aux personnes concernées.',
  'still-open': () =>
    'Le vote est encore en cours : attendez sa clôture, ou retirez la proposition.',
  'unknown-room': () =>
    'Ce code ne correspond à aucun salon. Vérifiez les six signes, par exemple 7Q4-KX2.',
  'trainer-link-wrong': () =>
    'Ce lien de formateur n’est pas le bon. Reprenez celui qui s’affiche au démarrage du service.',
  'rule-impossible': ({ field }) =>
    `Cette règle ne pourrait jamais aboutir : corrigez ${fields[field]}.`,
  'roll-too-small': ({ roll, least }) =>
    `Il faut au moins ${least} votants, et il y en a ${roll}. Invitez d’autres personnes à rejoindre le groupe, puis proposez à nouveau.`,
  'deadline-out-of-range': () =>
    'La date limite doit être entre cinq minutes et soixante jours à partir de maintenant.',
  'nothing-required': () =>
    'Ce badge n’a aucun critère obligatoire : il n’y aurait rien à valider.',
  'nobody-to-award': () => 'Il n’y a encore personne à qui remettre ce badge dans ce groupe.',
  'unknown-badge': ({ asked }) =>
    `Le badge « ${asked.slice(0, 60)} » n’existe pas ici. Tapez /badge liste pour voir les badges.`,
  'evidence-refused': ({ problem }) => evidenceProblems[problem],
  'badge-for-groups': () =>
    'Ce badge est fait pour un groupe : choisissez « Tout le groupe », ou un autre badge.',
  'unknown-person': () => 'Choisissez une personne qui apprend dans ce groupe.',
  'too-many-open': ({ most }) =>
    `${most} votes sont déjà en cours. Attendez qu’un vote se termine, ou retirez-en un.`,
  'unknown-award': () => 'Ce badge n’existe pas ici. Ouvrez-le depuis /badge suivi ou sa page.',
  'unknown-job': () =>
    'Cet envoi n’existe pas ici. Ouvrez la console pour voir ce qui est à surveiller.',
  'picture-too-heavy': ({ most }) =>
    `Cette image est trop lourde : ${Math.floor(most / 1_048_576)} Mo au plus.`,
  'picture-broken': ({ problem }) =>
    `Cette image est refusée : ${pictureProblems[problem] ?? 'le fichier est mal formé'}. Enregistrez-la à nouveau en PNG.`,
  'picture-not-square': ({ width, height }) =>
    `L’image doit être carrée ; celle-ci mesure ${width} × ${height} pixels.`,
  'picture-too-small': ({ side, least }) =>
    `L’image doit mesurer au moins ${least} pixels de côté ; celle-ci en mesure ${side}.`,
  'image-too-large': ({ most }) => `L’image est trop grande : ${most} pixels de côté au plus.`,
  'validity-out-of-range': ({ most }) =>
    `Écrivez un nombre de mois entier, de 1 à ${most}, ou laissez vide : le badge vaut alors sans limite.`,
  'not-a-member': () => 'Rejoignez d’abord le groupe, puis recommencez.',
  'no-group-here': () => 'Il n’y a pas de groupe ici. Allez dans le salon de votre groupe.',
  'unknown-command': ({ asked }) =>
    `Je ne connais pas « ${asked} ». Tapez /badge aide pour voir ce que je sais faire.`,
  'form-expired': () =>
    'Ce bouton ou ce formulaire n’est plus valable. Recommencez depuis le salon.',
  'field-missing': ({ field }) => `Il manque une réponse : ${field}.`,
  'field-too-long': ({ field, most }) => `${field} : ${most} caractères au plus.`,
  'choose-people': () => 'Choisissez au moins une personne, ou « Tout le groupe ».',
  'choose-one': () => 'Choisissez d’abord dans la liste.',
  'not-a-link': () =>
    'Ce lien ne commence pas par http:// ou https://. Corrigez-le, ou laissez ce champ vide.',
  'unknown-rule': () => 'Choisissez une des règles de vote proposées.',
  'nothing-to-withdraw': () => 'Aucun vote en cours à retirer.',
  'nothing-to-revoke': () => 'Aucun badge à retirer dans ce groupe.',
  'unknown-source': () =>
    'Cette liste de personnes n’est plus proposée. Choisissez-en une autre, ou le salon.',
  'from-elsewhere': () =>
    'Les personnes d’autres organisations ne votent pas ici, sauf si la personne qui forme le permet dans /badge réglages.',
  'not-installed': () =>
    'Cordée n’est plus reliée à cet espace de discussion. Demandez à la personne qui l’administre de l’installer à nouveau.',
  'bot-not-here': ({ bot }) =>
    `Je ne suis pas dans ce salon. Tapez /invite @${bot} ici, puis recommencez.`,
  'scope-missing': ({ scope }) =>
    `Il me manque un droit : ${scope}. Demandez à la personne qui administre cet espace d’installer Cordée à nouveau, avec ce droit.`,
  'chat-unreachable': () =>
    'Votre espace de discussion ne m’a pas répondu à temps. Rien n’est perdu : réessayez dans un instant.',
  'source-gone': () =>
    'La liste de personnes d’où vient ce groupe n’existe plus, ou cet espace ne la donne plus. Choisissez d’où viennent ses membres : /badge réglages.',
  'right-missing': ({ right }) =>
    `Il me manque une permission dans ce salon : ${right}. Demandez à la personne qui administre le serveur de me la donner, puis recommencez.`,
  'members-hidden': ({ link }) =>
    `Le serveur ne me montre pas ses membres. La personne qui gère l’application Cordée peut activer « Server Members Intent » ici : ${link}. Sinon, chaque personne appuie sur « Je fais partie du groupe » dans le salon, puis vous recommencez.`,
  'file-refused': ({ why }) => `Ce fichier n’a pas été pris. ${why}`,
  'not-your-badge': () =>
    'Ce badge n’est pas à votre nom. Pour voir les vôtres, tapez /badge mes-badges.',
  'not-an-email': () =>
    'Ce n’est pas une adresse de courriel. Écrivez-la comme ceci : lea@example.org',
  'too-many-codes': ({ minutes }) =>
    `Trop de codes ont été demandés. Attendez ${minutes > 90 ? plural(Math.ceil(minutes / 60), { one: '# heure', other: '# heures' }) : plural(minutes, { one: '# minute', other: '# minutes' })}, puis recommencez avec /badge courriel.`,
  'wrong-code': ({ left }) =>
    left === 0
      ? 'Ce code n’est pas le bon, et il n’est plus valable. Demandez-en un autre avec /badge courriel.'
      : `Ce code n’est pas le bon. Regardez la dernière lettre reçue : il vous reste ${plural(left, { one: '# essai', other: '# essais' })}.`,
  'code-expired': () =>
    'Ce code n’est plus valable : il a plus de quinze minutes, ou il a déjà servi. Demandez-en un autre avec /badge courriel.',
  'link-code-wrong': () =>
    'Ce code n’est pas le bon, ou il a déjà servi, ou il a plus de dix minutes. Demandez-en un autre avec /badge relier, depuis votre autre compte.',
  'link-too-many-tries': () =>
    'Trop de codes faux de suite. Attendez dix minutes, puis demandez un nouveau code avec /badge relier, depuis votre autre compte.',
  'link-both-voted': () =>
    'Ces deux comptes ont déjà chacun leur part dans un même vote en cours. Attendez sa clôture, puis recommencez avec un nouveau code.',
  'nothing-found': ({ asked }) =>
    `Je n’ai rien trouvé pour « ${asked.slice(0, 60)} ». Essayez un mot plus court, ou /badge liste.`,
}
