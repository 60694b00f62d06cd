### Was jedes Formular sagt: was es behalten hat, was sich inzwischen geändert hat, und ob das wirklich gewollt ist.

## Geheimnisse, die eingegeben und noch nicht gespeichert sind.

form-kept = eingegeben
    .help = Noch nicht gespeichert, für zehn Minuten behalten. Lassen Sie das Feld leer, um es zu verwenden.
form-lost = Ein eingegebenes Geheimnis wurde zehn Minuten behalten und ist weg. Geben Sie es noch einmal ein.
form-lost-here = Geben Sie es noch einmal ein.

## Ein Formular, das nach dem Ende seiner Sitzung abgeschickt wurde.

form-session-ended = Ihre Sitzung ist zu Ende
    .about = Melden Sie sich in einem anderen Tab wieder an und machen Sie dann hier weiter. Was Sie eingegeben haben, bleibt zehn Minuten erhalten; gespeichert wurde nichts.
form-sign-in = Anmelden
form-go-on = Weiter
form-restored = Sie sind wieder angemeldet, und das Formular ist, wie Sie es verlassen haben. Gespeichert wurde noch nichts.
form-restored-about = Wenn nicht Sie es ausgefüllt haben, verlassen Sie diese Seite.
form-gone = Was Sie eingegeben haben, wurde zehn Minuten behalten und ist weg. Füllen Sie das Formular noch einmal aus.

## Ein Formular, während dessen jemand anders gespeichert hat.

form-changed-by = Zuletzt gespeichert von { $name }
form-differences = Was sich währenddessen geändert hat
    .about = Gespeichert wurde nichts. Wo Sie selbst nichts geändert haben, hat das Formular das Gespeicherte übernommen. Wo beide geändert haben, wählen Sie einen Wert. Dann speichern Sie noch einmal.
form-field = Feld
form-before = Vorher
form-now = Inzwischen gespeichert
form-wanted = Ihr Wert
form-choose = Wert wählen
form-empty = leer
form-on = an
form-off = aus
form-other-secret = ein anderes Geheimnis
form-your-secret = das Geheimnis, das Sie eingegeben haben
form-no-secret = das Geheimnis, das da war

## Nachfragen, bevor etwas geschieht.

form-cancel = Abbrechen
form-changed-meanwhile = Das hat sich geändert, während Sie es angesehen haben. Lesen Sie es noch einmal, dann entscheiden Sie.
