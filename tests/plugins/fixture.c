/* A plugin that breaks the ABI in the way that it was built for, or as its credential `mode` says: for tests of the host.
   It makes no attempt to read JSON; an example of a plugin in C is plugins/telegram. */
#define _GNU_SOURCE
#include "vestibule_plugin.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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
#ifndef ID
#define ID "fixture"
#endif
#ifndef DESCRIBE
#define DESCRIBE                                                                                                       \
  "{\"v\":1,\"type\":\"definitions\",\"definitions\":[{\"id\":\"" ID "\",\"name\":\"" SALT "\",\"hosts\":[\"{url}\"],"      \
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

/* The text of the first member of that name; empty when there is none. */
static void text_of(vestibule_bytes request, const char *name, char *text, size_t size) {
  char member[96];
  int len = snprintf(member, sizeof member, "\"%s\":\"", name);
  const char *found = memmem(request.ptr, request.len, member, (size_t)len), *end;
  text[0] = 0;
  if (!found) return;
  found += len;
  end = memchr(found, '"', (size_t)((const char *)request.ptr + request.len - found));
  if (end && (size_t)(end - found) < size) snprintf(text, size, "%.*s", (int)(end - found), found);
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

/* Somebody with so many claims. */
static uint32_t claim(vestibule_buffer *response, int count) {
  size_t len = 0, size = 64 + (size_t)count * 12;
  char *text = malloc(size);
  len += (size_t)sprintf(text, "{\"v\":1,\"type\":\"identity\",\"subject\":\"1\",\"claims\":{\"a\":0");
  for (int number = 0; number < count; number++) len += (size_t)sprintf(text + len, ",\"%d\":1", number);
  len += (size_t)sprintf(text + len, "}}");
  answer(response, text, len);
  free(text);
  return VESTIBULE_OK;
}

/* Answers that are none. */
static int lie(vestibule_bytes request, vestibule_buffer *response, uint32_t *status) {
  *status = VESTIBULE_OK;
  if (mode(request, "nothing")) return 1;
  if (mode(request, "null with a length")) {
    response->len = 64;
    return 1;
  }
  if (mode(request, "longer than its buffer") || mode(request, "negative length")) {
    say(response, "{}");
    response->len = mode(request, "negative length") ? (size_t)-1 : 4096;
    return 1;
  }
  if (mode(request, "huge")) {
    response->len = response->cap = (size_t)1 << 30;
    response->ptr = malloc(response->len); /* the system gives it when it is touched, which nobody should */
    atomic_fetch_add(&outstanding, 1);
    return 1;
  }
  if (mode(request, "a million claims")) *status = claim(response, 1000000);
  else if (mode(request, "claims that just fit")) *status = claim(response, 100000);
  else if (mode(request, "not text")) *status = answer(response, "{\"v\":1,\"type\":\"\xff\"}", 18);
  else if (mode(request, "not json")) *status = say(response, "<html>");
  else if (mode(request, "status 7")) *status = say(response, "{}") + 7;
  else if (mode(request, "status 2")) *status = say(response, "{\"message\":\"over\"}") + VESTIBULE_PANICKED;
  else if (mode(request, "nested")) {
    static char deep[20032];
    int head = snprintf(deep, sizeof deep, "{\"v\":1,\"type\":\"identity\",\"subject\":\"1\",\"claims\":{\"a\":");
    memset(deep + head, '[', 10000);
    *status = answer(response, deep, (size_t)head + 10000);
  }
  else return 0;
  return 1;
}

/* Calls that do not come back, or not before anybody waits for them. */
static void stay(vestibule_bytes request) {
  static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
  if (mode(request, "hang")) {
    for (;;) pause();
  }
  if (mode(request, "sleep")) sleep(60);
  if (mode(request, "deadlock")) {
    pthread_mutex_lock(&held);
    pthread_mutex_lock(&held);
  }
  if (mode(request, "spin")) {
    time_t until = time(NULL) + 10;
    while (time(NULL) < until) continue;
  }
}

static int overflow(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return depth < 0 ? 0 : overflow(depth + 1) + frame[0];
}

/* What no process survives. */
static void die(vestibule_bytes request) {
  static volatile int *volatile nowhere;
  if (mode(request, "exit")) exit(3);
  if (mode(request, "exit at once")) _exit(4);
  if (mode(request, "abort")) abort();
  if (mode(request, "segmentation fault")) *nowhere = 1;
  if (mode(request, "stack overflow")) overflow(0);
}

/* Waits until somebody has opened the FIFO `?gate=` for writing and closed it. */
static uint32_t wait_at_gate(vestibule_bytes request, vestibule_buffer *response) {
  char url[512], byte;
  const char *gate;
  int fd;
  text_of(request, "url", url, sizeof url);
  gate = strstr(url, "?gate=");
  fd = gate ? open(gate + 6, O_RDONLY) : -1;
  while (fd >= 0 && read(fd, &byte, 1) > 0) continue;
  close(fd);
  say(response, "{\"v\":1,\"type\":\"refuse\",\"code\":\"login_required\",\"message\":\"at last\"}");
  return VESTIBULE_REFUSED;
}

/* Sends the browser to the upstream and back. */
#ifdef AT_RESUME
static uint32_t redirect(vestibule_bytes request, vestibule_buffer *response) {
  char text[2048], url[512], state[512];
  text_of(request, "url", url, sizeof url);
  text_of(request, "state", state, sizeof state);
  snprintf(text, sizeof text, "{\"v\":1,\"type\":\"redirect\",\"url\":\"%s/enter?state=%s\"}", url, state);
  return say(response, text);
}
#endif

static uint32_t call(vestibule_bytes request, vestibule_buffer *response) {
  char text[128];
  uint32_t status;
  if (has(request, "\"op\":\"describe\"")) {
#ifdef HANG
    for (;;) pause();
#endif
    return say(response, DESCRIBE);
  }
#ifdef AT_RESUME
  if (has(request, "\"op\":\"begin\"")) return redirect(request, response);
#endif
  if (mode(request, "gate")) return wait_at_gate(request, response);
  die(request);
  stay(request);
  if (lie(request, response, &status)) return status;
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
