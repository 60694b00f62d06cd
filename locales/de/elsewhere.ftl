### Die Seite, die ein Proxy an der Adresse einer Anwendung zeigt, wenn jemand sie nicht öffnen darf.

elsewhere-no-access = Sie haben keinen Zugang zu { $application }
elsewhere-application = Anwendung
elsewhere-account = Angemeldet als
elsewhere-groups = Eine dieser Gruppen ist nötig
elsewhere-ask = Verwenden Sie ein anderes Konto, oder bitten Sie Ihre Administration mit der Referenz unten um Zugang.
elsewhere-other-account = Anderes Konto verwenden
elsewhere-ask-here = Verwenden Sie ein anderes Konto, oder bitten Sie um Zugang: Administratoren sehen Ihre Bitte.
elsewhere-ask-access = Um Zugang bitten
