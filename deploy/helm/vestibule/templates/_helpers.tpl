{{- define "vestibule.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "vestibule.selector" -}}
app.kubernetes.io/name: vestibule
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "vestibule.labels" -}}
{{ include "vestibule.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "vestibule.publicUrl" -}}
{{- required "publicUrl is missing: the address at which browsers reach it, such as --set publicUrl=https://auth.example.com" .Values.publicUrl -}}
{{- end }}

{{- define "vestibule.host" -}}
{{- (urlParse (include "vestibule.publicUrl" .)).hostname | default (urlParse (include "vestibule.publicUrl" .)).host -}}
{{- end }}

{{/* Whether the database is a file in the volume: one server at a time. */}}
{{- define "vestibule.embedded" -}}
{{- if and (eq (int .Values.replicas) 1) .Values.persistence.enabled }}true{{ end -}}
{{- end }}

{{- define "vestibule.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "vestibule.name" .) "default" .Values.serviceAccount.create) -}}
{{- end }}
