/** What goes wrong between a browser and the service: what happened, and what to do next. */
export const problems = {
  'bad-request': {
    title: 'Demande illisible',
    detail: 'La demande est abîmée ou incomplète. Revenez à la page précédente et recommencez.',
  },
  'not-found': {
    title: 'Page introuvable',
    detail: 'Il n’y a rien à cette adresse. Vérifiez le lien, ou repartez de la page d’accueil.',
  },
  'method-not-allowed': {
    title: 'Action impossible ici',
    detail: 'Cette adresse existe, mais on ne peut pas y faire cela.',
  },
  'too-large': {
    title: 'Envoi trop volumineux',
    detail: 'Le fichier ou le texte envoyé est trop volumineux. Choisissez-en un plus petit.',
  },
  'address-too-long': {
    title: 'Adresse trop longue',
    detail: 'Cette adresse est trop longue. Vérifiez le lien.',
  },
  'wrong-type': {
    title: 'Format non reconnu',
    detail: 'Nous ne savons pas lire ce format. Envoyez un formulaire ou du JSON.',
  },
  'too-many': {
    title: 'Trop de demandes',
    detail: 'Il y a eu trop de demandes en peu de temps. Attendez une minute, puis recommencez.',
  },
  'cross-site': {
    title: 'Demande venue d’un autre site',
    detail:
      'Par sécurité, cette action doit partir de nos pages. Ouvrez la page ici, puis recommencez.',
  },
  'not-joined': {
    title: 'Rejoignez d’abord le groupe',
    detail: 'Nous ne vous reconnaissons pas dans ce salon. Ouvrez sa page et donnez votre prénom.',
  },
  'room-first': {
    title: 'Entrez d’abord dans votre salon',
    detail: 'Nous ne vous reconnaissons pas. Ouvrez le salon avec votre lien, puis revenez ici.',
  },
  'not-allowed': {
    title: 'Cela ne vous est pas ouvert',
    detail: 'Vous ne pouvez pas faire cela ici. Parlez-en à la personne qui vous forme.',
  },
  'not-yours': {
    title: 'Ce badge n’est pas le vôtre',
    detail:
      'Seule la personne qui a reçu ce badge peut décider cela. Ouvrez le lien reçu avec le badge.',
  },
  'name-missing': {
    title: 'Il manque votre prénom',
    detail: 'Écrivez votre prénom, ou le nom par lequel le groupe vous connaît.',
  },
  'name-too-long': {
    title: 'Ce prénom est trop long',
    detail: 'Écrivez un prénom de 60 caractères au plus.',
  },
  'email-wrong': {
    title: 'Cette adresse de courriel ne va pas',
    detail:
      'Vérifiez l’adresse, par exemple lea@exemple.fr. Vous pouvez aussi laisser ce champ vide.',
  },
  'field-wrong': {
    title: 'Une réponse ne va pas',
    detail: 'Une des réponses manque ou n’a pas la forme attendue.',
  },
  'being-made': {
    title: 'Badge en préparation',
    detail: 'Ce badge est en train d’être fabriqué. Revenez dans quelques secondes.',
  },
  declined: {
    title: 'Badge non accepté',
    detail:
      'La personne à qui ce badge était destiné ne l’a pas accepté : il n’est plus distribué.',
  },
  'file-missing': {
    title: 'Il manque un fichier',
    detail: 'Choisissez un fichier sur votre appareil, puis recommencez.',
  },
  'nothing-to-verify': {
    title: 'Il manque un badge',
    detail: 'Choisissez l’image ou le fichier du badge, ou collez son texte, puis recommencez.',
  },
  'url-unknown': {
    title: 'Pas de badge à cette adresse',
    detail:
      'Cette adresse est bien chez nous, mais aucun badge ne s’y trouve. Vérifiez qu’elle est complète.',
  },
  'url-not-allowed': {
    title: 'Adresse non acceptée',
    detail:
      'Nous n’allons chercher un badge que sur le web public, à une adresse qui commence par https://. Vérifiez l’adresse, ou téléchargez le fichier du badge et déposez-le ici.',
  },
  'url-unreachable': {
    title: 'Site injoignable',
    detail:
      'Le site à cette adresse ne répond pas. Vérifiez l’adresse, ou téléchargez le fichier du badge et déposez-le ici.',
  },
  'url-too-slow': {
    title: 'Site trop lent',
    detail:
      'Le site à cette adresse met trop de temps à répondre. Réessayez plus tard, ou téléchargez le fichier du badge et déposez-le ici.',
  },
  'url-too-large': {
    title: 'Fichier trop volumineux',
    detail: 'Ce qui se trouve à cette adresse est trop volumineux pour être un badge.',
  },
  'url-other-answer': {
    title: 'Rien à cette adresse',
    detail:
      'Le site ne donne aucun badge à cette adresse. Vérifiez qu’elle est complète, et qu’elle s’ouvre sans mot de passe.',
  },
  'url-not-a-badge': {
    title: 'Une page, pas un badge',
    detail:
      'À cette adresse se trouve une page, pas le badge lui-même. Ouvrez-la, téléchargez le fichier du badge, puis déposez-le ici.',
  },
  'too-deep': {
    title: 'Fichier trop compliqué',
    detail: 'Ce fichier est trop compliqué pour être un badge.',
  },
  'upgrade-needed': {
    title: 'Page en direct',
    detail:
      'Cette adresse envoie des nouvelles en direct à une page. Ouvrez plutôt la page elle-même.',
  },
  unavailable: {
    title: 'Service momentanément indisponible',
    detail: 'Votre demande n’a pas été enregistrée. Attendez un peu, puis recommencez.',
  },
  unexpected: {
    title: 'Quelque chose n’a pas marché',
    detail:
      'Le problème vient de nous. Recommencez ; s’il revient, donnez la référence à la personne qui forme.',
  },
}
