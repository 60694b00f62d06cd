/* Reading JSON without building anything: a value is where it begins. The host has made it, so it is valid; still no byte
   behind the end is ever looked at. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <string.h>

typedef struct {
  const char *at; /* the value's first byte; null for a value that is not there */
  const char *end;
} json;

static inline json json_none(void) { return (json){NULL, NULL}; }

static inline json json_skip_space(json v) {
  while (v.at && v.at < v.end && strchr(" \t\r\n", *v.at) && *v.at) v.at++;
  return v;
}

static inline json json_parse(const char *text, size_t len) { return json_skip_space((json){text, text + len}); }

/* Behind a string whose first quote is at `v`. */
static inline json json_behind_string(json v) {
  for (v.at++; v.at < v.end && *v.at != '"'; v.at++) {
    if (*v.at == '\\') v.at++;
  }
  v.at = v.at < v.end ? v.at + 1 : v.end;
  return v;
}

/* Behind any value. Nesting is counted, not recursed into. */
static inline json json_behind(json v) {
  int depth = 0;
  while (v.at < v.end) {
    char c = *v.at;
    if (c == '"') {
      v = json_behind_string(v);
      if (depth == 0) return v;
      continue;
    }
    if (depth == 0 && (c == '}' || c == ']' || c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) return v;
    v.at++;
    if (c == '{' || c == '[') depth++;
    if ((c == '}' || c == ']') && --depth == 0) return v;
  }
  return v;
}

/* Inside an object, in front of its first member. */
static inline json json_first(json object) {
  if (!object.at || object.at >= object.end || *object.at != '{') return json_none();
  object.at++;
  return json_skip_space(object);
}

/* Takes one member; false at the end of the object. */
static inline int json_next(json *rest, json *name, json *value) {
  json v = *rest;
  if (!v.at || v.at >= v.end || *v.at != '"') return 0;
  *name = v;
  v = json_skip_space(json_behind_string(v));
  if (v.at >= v.end || *v.at != ':') return 0;
  v.at++;
  *value = v = json_skip_space(v);
  v = json_skip_space(json_behind(v));
  if (v.at < v.end && *v.at == ',') {
    v.at++;
    v = json_skip_space(v);
  }
  *rest = v;
  return 1;
}

static inline int json_hex(const char *at, const char *end) {
  int number = 0;
  if (end - at < 4) return -1;
  for (int i = 0; i < 4; i++) {
    const char *digits = "0123456789abcdef", *found;
    char c = at[i] >= 'A' && at[i] <= 'F' ? (char)(at[i] + 32) : at[i];
    found = c ? strchr(digits, c) : NULL;
    if (!found) return -1;
    number = number * 16 + (int)(found - digits);
  }
  return number;
}

static inline size_t json_utf8(unsigned long c, char *to) {
  if (c < 0x80) {
    to[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    to[0] = (char)(0xc0 | c >> 6);
    to[1] = (char)(0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    to[0] = (char)(0xe0 | c >> 12);
    to[1] = (char)(0x80 | (c >> 6 & 0x3f));
    to[2] = (char)(0x80 | (c & 0x3f));
    return 3;
  }
  to[0] = (char)(0xf0 | c >> 18);
  to[1] = (char)(0x80 | (c >> 12 & 0x3f));
  to[2] = (char)(0x80 | (c >> 6 & 0x3f));
  to[3] = (char)(0x80 | (c & 0x3f));
  return 4;
}

/* Copies a string with its escapes undone and a zero at the end; its length, or -1 when it is none, holds a zero itself, or
   does not fit. */
static inline long json_text(json v, char *to, size_t size) {
  size_t len = 0;
  if (!v.at || v.at >= v.end || *v.at != '"') return -1;
  for (v.at++; v.at < v.end && *v.at != '"'; v.at++) {
    unsigned long c = (unsigned char)*v.at;
    if (len + 5 > size) return -1;
    if (c != '\\') {
      to[len++] = *v.at;
      continue;
    }
    if (++v.at >= v.end) return -1;
    if (*v.at == 'u') {
      int high = json_hex(v.at + 1, v.end);
      if (high <= 0) return -1;
      v.at += 4;
      c = (unsigned long)high;
      if (high >= 0xd800 && high < 0xdc00) {
        int low = v.end - v.at > 2 && v.at[1] == '\\' && v.at[2] == 'u' ? json_hex(v.at + 3, v.end) : -1;
        if (low < 0xdc00 || low > 0xdfff) return -1;
        c = 0x10000 + (((unsigned long)high - 0xd800) << 10) + ((unsigned long)low - 0xdc00);
        v.at += 6;
      }
      len += json_utf8(c, to + len);
    } else {
      const char *from = "bfnrt", *found = strchr(from, *v.at);
      to[len++] = found && *v.at ? "\b\f\n\r\t"[found - from] : *v.at;
    }
  }
  to[len] = 0;
  return (long)len;
}

/* The member of that name. */
static inline json json_member(json object, const char *wanted) {
  json name, value;
  for (json rest = json_first(object); json_next(&rest, &name, &value);) {
    char text[64];
    if (json_text(name, text, sizeof text) >= 0 && strcmp(text, wanted) == 0) return value;
  }
  return json_none();
}

/* A whole number; 0 for anything else. */
static inline long long json_number(json v) {
  long long number = 0;
  int negative = v.at && v.at < v.end && *v.at == '-';
  if (!v.at) return 0;
  for (v.at += negative; v.at < v.end && *v.at >= '0' && *v.at <= '9' && number < 1000000000000LL; v.at++) {
    number = number * 10 + (*v.at - '0');
  }
  return negative ? -number : number;
}

#endif
