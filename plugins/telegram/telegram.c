/* Sign in with a signed widget, in the shape of Telegram's: a plugin in C, as small as one can be.

   The widget's answer is signed with the bot's token, so there is nothing to fetch: begin sends people to the page that
   holds the widget, resume checks the signature and how old it is. <https://core.telegram.org/widgets/login> */
#include "vestibule_plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "sha256.h"

/* A signature is good for so many seconds. */
#define MAX_AGE 600
#define MAX_FIELDS 32

static const char DEFINITIONS[] =
    "{\"v\":1,\"type\":\"definitions\",\"definitions\":[{"
    "\"id\":\"telegram\",\"name\":\"Telegram\",\"icon\":\"key\",\"homepage\":\"https://telegram.org\","
    "\"hosts\":[\"{widget_url}\"],\"issuer\":\"https://telegram.org\","
    "\"guide\":\"Make a bot with @BotFather and tell it the domain of the page that holds the login widget. The page takes "
    "`return_to` from its own address and gives it to the widget as `data-auth-url`.\","
    "\"credentials\":{\"type\":\"object\",\"properties\":{"
    "\"bot_token\":{\"type\":\"string\",\"title\":\"Bot token\",\"minLength\":1,\"writeOnly\":true},"
    "\"widget_url\":{\"type\":\"string\",\"title\":\"Page with the login widget\",\"format\":\"uri\"}},"
    "\"required\":[\"bot_token\",\"widget_url\"]}}]}";

/* The answer is written into a buffer that grows; when memory runs out, it says so once, at the end. */
typedef struct {
  char *text;
  size_t len, cap;
  int failed;
} writer;

static void put(writer *w, const char *bytes, size_t len) {
  if (w->failed) return;
  if (w->len + len > w->cap) {
    size_t cap = (w->len + len) * 2;
    char *grown = realloc(w->text, cap);
    if (!grown) {
      w->failed = 1;
      return;
    }
    w->text = grown;
    w->cap = cap;
  }
  memcpy(w->text + w->len, bytes, len);
  w->len += len;
}

static void puts_(writer *w, const char *text) { put(w, text, strlen(text)); }

/* Everything but the unreserved characters of RFC 3986, for one value of a query. */
static void put_encoded(writer *w, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    char hex[4];
    int plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
    if (plain && c) {
      put(w, text + i, 1);
    } else {
      snprintf(hex, sizeof hex, "%%%02X", c);
      puts_(w, hex);
    }
  }
}

/* A text inside quotes in JSON. */
static void put_json(writer *w, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    char escaped[8];
    if (c == '"' || c == '\\' || c < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", c);
      puts_(w, escaped);
    } else {
      put(w, text + i, 1);
    }
  }
}

static uint32_t refuse(writer *w, const char *code, const char *message) {
  w->len = 0;
  puts_(w, "{\"v\":1,\"type\":\"refuse\",\"code\":\"");
  puts_(w, code);
  puts_(w, "\",\"message\":\"");
  puts_(w, message);
  puts_(w, "\"}");
  return VESTIBULE_REFUSED;
}

static uint32_t begin(writer *w, json request) {
  char url[2048], back[2048], state[256];
  json credentials = json_member(request, "credentials"), flow = json_member(request, "flow");
  long url_len = json_text(json_member(credentials, "widget_url"), url, sizeof url);
  long back_len = json_text(json_member(flow, "redirect_uri"), back, sizeof back);
  long state_len = json_text(json_member(flow, "state"), state, sizeof state);
  if (url_len <= 0) return refuse(w, "provider_misconfigured", "the credential widget_url is missing");
  if (back_len <= 0 || state_len <= 0) return refuse(w, "unsupported", "the flow is not complete");
  puts_(w, "{\"v\":1,\"type\":\"redirect\",\"url\":\"");
  put_json(w, url, (size_t)url_len);
  puts_(w, memchr(url, '?', (size_t)url_len) ? "&return_to=" : "?return_to=");
  put_encoded(w, back, (size_t)back_len);
  put_encoded(w, "?state=", 7);
  put_encoded(w, state, (size_t)state_len);
  puts_(w, "\"}");
  return VESTIBULE_OK;
}

typedef struct {
  char name[64];
  char value[1024];
} field;

static int by_name(const void *left, const void *right) {
  return strcmp(((const field *)left)->name, ((const field *)right)->name);
}

/* HMAC-SHA256 of the sorted `name=value` lines, under the SHA-256 of the bot's token. */
static void sign(const field *fields, size_t count, const char *token, size_t token_len, char hex[65]) {
  uint8_t key[32], mac[32];
  hmac_sha256 state;
  sha256_of(token, token_len, key);
  hmac_begin(&state, key);
  for (size_t i = 0; i < count; i++) {
    if (i) hmac_add(&state, "\n", 1);
    hmac_add(&state, fields[i].name, strlen(fields[i].name));
    hmac_add(&state, "=", 1);
    hmac_add(&state, fields[i].value, strlen(fields[i].value));
  }
  hmac_end(&state, mac);
  for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", mac[i]);
}

/* In the same time wherever they differ. */
static int same(const char *left, const char *right, size_t len) {
  unsigned char difference = 0;
  for (size_t i = 0; i < len; i++) difference |= (unsigned char)(left[i] ^ right[i]);
  return difference == 0;
}

static const char *find(const field *fields, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(fields[i].name, name) == 0) return fields[i].value;
  }
  return "";
}

static void claim(writer *w, const char *name, const char *value, int *some) {
  if (!*value) return;
  puts_(w, *some ? ",\"" : "\"");
  puts_(w, name);
  puts_(w, "\":\"");
  put_json(w, value, strlen(value));
  puts_(w, "\"");
  *some = 1;
}

static uint32_t identify(writer *w, const field *fields, size_t count) {
  const char *first = find(fields, count, "first_name"), *last = find(fields, count, "last_name");
  char name[2100];
  int some = 0;
  snprintf(name, sizeof name, "%s%s%s", first, *first && *last ? " " : "", last);
  puts_(w, "{\"v\":1,\"type\":\"identity\",\"subject\":\"");
  put_json(w, find(fields, count, "id"), strlen(find(fields, count, "id")));
  puts_(w, "\",\"claims\":{");
  claim(w, "name", name, &some);
  claim(w, "given_name", first, &some);
  claim(w, "family_name", last, &some);
  claim(w, "preferred_username", find(fields, count, "username"), &some);
  claim(w, "picture", find(fields, count, "photo_url"), &some);
  puts_(w, "}}");
  return VESTIBULE_OK;
}

static uint32_t resume(writer *w, json request) {
  static const char *no_proof = "token_exchange_failed";
  char token[256], hash[128] = "", wanted[65];
  field *fields;
  size_t count = 0;
  json name, value;
  json event = json_member(request, "event");
  json parameters = json_member(event, "parameters");
  long token_len = json_text(json_member(json_member(request, "credentials"), "bot_token"), token, sizeof token);
  long long now = json_number(json_member(json_member(request, "flow"), "now"));
  long long made;
  uint32_t status;
  if (token_len <= 0) return refuse(w, "provider_misconfigured", "the credential bot_token is missing");
  if (!parameters.at) return refuse(w, "unsupported", "this event is not known here");
  fields = calloc(MAX_FIELDS, sizeof *fields);
  if (!fields) return refuse(w, "provider_unavailable", "out of memory");
  for (json rest = json_first(parameters); json_next(&rest, &name, &value);) {
    char key[64];
    if (json_text(name, key, sizeof key) < 0 || count == MAX_FIELDS) goto odd;
    if (strcmp(key, "hash") == 0) {
      if (json_text(value, hash, sizeof hash) < 0) goto odd;
      continue;
    }
    memcpy(fields[count].name, key, sizeof key);
    if (json_text(value, fields[count].value, sizeof fields[count].value) < 0) goto odd;
    count++;
  }
  qsort(fields, count, sizeof *fields, by_name);
  sign(fields, count, token, (size_t)token_len, wanted);
  made = strtoll(find(fields, count, "auth_date"), NULL, 10);
  if (strlen(hash) != 64 || !same(hash, wanted, 64)) {
    status = refuse(w, no_proof, "the signature is not that of this bot");
  } else if (made > now + 60 || made < now - MAX_AGE) {
    status = refuse(w, no_proof, "the signature is too old, or from the future");
  } else if (!*find(fields, count, "id")) {
    status = refuse(w, "subject_missing", "the answer has no id");
  } else {
    status = identify(w, fields, count);
  }
  free(fields);
  return status;
odd:
  free(fields);
  return refuse(w, "provider_error", "the answer has too many fields, or one that is too long");
}

static uint32_t call(vestibule_bytes bytes, vestibule_buffer *response) {
  writer w = {0};
  uint32_t status = VESTIBULE_OK;
  char operation[16] = "";
  json request = json_parse((const char *)bytes.ptr, bytes.len);
  json_text(json_member(request, "op"), operation, sizeof operation);
  if (json_number(json_member(request, "v")) != 1) {
    status = refuse(&w, "unsupported", "messages of this version are not known here");
  } else if (strcmp(operation, "describe") == 0) {
    puts_(&w, DEFINITIONS);
  } else if (strcmp(operation, "begin") == 0) {
    status = begin(&w, request);
  } else if (strcmp(operation, "resume") == 0) {
    status = resume(&w, request);
  } else {
    status = refuse(&w, "unsupported", "the operation is not known here");
  }
  if (w.failed) {
    free(w.text);
    return VESTIBULE_PANICKED;
  }
  response->ptr = (uint8_t *)w.text;
  response->len = w.len;
  response->cap = w.cap;
  return status;
}

static void release(vestibule_buffer response) { free(response.ptr); }

static const vestibule_plugin table = {VESTIBULE_PLUGIN_ABI_VERSION, sizeof(vestibule_plugin), call, release};

const vestibule_plugin *vestibule_plugin_v1(void) { return &table; }
