/* A plugin that breaks the ABI in the way that it was built for, or as its credential `mode` says: for tests of the host.
   It makes no attempt to read JSON; an example of a plugin in C is plugins/telegram. */
#define _GNU_SOURCE
#include "vestibule_plugin.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION VESTIBULE_PLUGIN_ABI_VERSION
#endif
#ifndef SIZE
#define SIZE sizeof(vestibule_plugin)
#endif
#ifndef SALT
#define SALT "Fixture"
#endif
#ifndef DESCRIBE
#define DESCRIBE                                                                                                       \
  "{\"v\":1,\"type\":\"definitions\",\"definitions\":[{\"id\":\"fixture\",\"name\":\"" SALT "\",\"hosts\":[\"{url}\"],"     \
  "\"credentials\":{\"properties\":{\"mode\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"}}}}]}"
#endif

const char salt[] = SALT; /* makes another file of the same plugin */
static atomic_int outstanding;

static int has(vestibule_bytes request, const char *text) {
  return memmem(request.ptr, request.len, text, strlen(text)) != NULL;
}

static int mode(vestibule_bytes request, const char *name) {
  char member[96];
  snprintf(member, sizeof member, "\"mode\":\"%s\"", name);
  return has(request, member);
}

static uint32_t answer(vestibule_buffer *response, const char *text, size_t len) {
  response->ptr = malloc(len + 1);
  memcpy(response->ptr, text, len);
  response->len = len;
  response->cap = len + 1;
  atomic_fetch_add(&outstanding, 1);
  return VESTIBULE_OK;
}

static uint32_t say(vestibule_buffer *response, const char *text) { return answer(response, text, strlen(text)); }

static uint32_t call(vestibule_bytes request, vestibule_buffer *response) {
  if (has(request, "\"op\":\"describe\"")) {
#ifdef HANG
    for (;;) pause();
#endif
    return say(response, DESCRIBE);
  }
  if (mode(request, "hang")) {
    for (;;) pause();
  }
  if (mode(request, "null with a length")) {
    response->len = 64;
    return VESTIBULE_OK;
  }
  if (mode(request, "huge") || mode(request, "negative length")) {
    say(response, "{}");
    response->len = mode(request, "huge") ? (size_t)1 << 30 : (size_t)-1;
    return VESTIBULE_OK;
  }
  if (mode(request, "nothing")) return VESTIBULE_OK;
  if (mode(request, "not text")) return answer(response, "{\"v\":1,\"type\":\"\xff\"}", 18);
  if (mode(request, "not json")) return say(response, "<html>");
  if (mode(request, "status 7")) return say(response, "{}") + 7;
  if (mode(request, "status 2")) return say(response, "{\"message\":\"over\"}") + VESTIBULE_PANICKED;
  if (mode(request, "nested")) {
    static char deep[20032];
    int head = snprintf(deep, sizeof deep, "{\"v\":1,\"type\":\"identity\",\"subject\":\"1\",\"claims\":{\"a\":");
    memset(deep + head, '[', 10000);
    return answer(response, deep, (size_t)head + 10000);
  }
  char text[128];
  snprintf(text, sizeof text, "{\"v\":1,\"type\":\"refuse\",\"code\":\"access_denied\",\"message\":\"outstanding %d\"}",
           atomic_load(&outstanding));
  say(response, text);
  return VESTIBULE_REFUSED;
}

static void release(vestibule_buffer response) {
  atomic_fetch_sub(&outstanding, 1);
  free(response.ptr);
}

#ifdef NO_CALL
#define call NULL
#endif
#ifdef NO_RELEASE
#define release NULL
#endif

static const vestibule_plugin table = {VERSION, SIZE, call, release};

#ifndef NO_ENTRY
const vestibule_plugin *vestibule_plugin_v1(void) {
#ifdef NO_TABLE
  return NULL;
#else
  return &table;
#endif
}
#endif
