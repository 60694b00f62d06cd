-- HAProxy 2.6 or later asks Vestibule about each request: `http-request lua.vestibule http://127.0.0.1:3000`.
--
-- An answer of 200 lets the request on, with the headers that say who the person is. Every other answer, the login page and
-- refusals included, goes to the browser as it is. Without an answer nobody is let in. See docs/forward-auth.md.

-- What the answer depends on. Everything else a client sends stays here.
local PASSED_ON = { "accept", "accept-language", "authorization", "cookie", "sec-fetch-mode", "user-agent" }

-- What belongs to one connection, or is said anew.
local NOT_ANSWERED = { ["connection"] = true, ["content-length"] = true, ["transfer-encoding"] = true }

-- Header values as HAProxy hands them out begin at 0, and as it takes them at 1.
local function each(values)
  local list = {}
  for _, value in pairs(values or {}) do
    list[#list + 1] = value
  end
  return list
end

local function ask(txn, base, sent)
  local headers = {}
  for _, name in ipairs(PASSED_ON) do
    if sent[name] then
      headers[name] = each(sent[name])
    end
  end
  headers["x-forwarded-method"] = { txn.sf:method() }
  headers["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" }
  headers["x-forwarded-host"] = each(sent["host"])
  headers["x-forwarded-uri"] = { txn.sf:pathq() }
  headers["x-forwarded-for"] = { txn.sf:src() }
  return core.httpclient():get({ url = base .. "/api/auth/verify", headers = headers })
end

local function refuse(txn, status, headers, body)
  local reply = txn:reply()
  reply:set_status(status)
  for name, values in pairs(headers) do
    if not NOT_ANSWERED[name] then
      for _, value in ipairs(each(values)) do
        reply:add_header(name, value)
      end
    end
  end
  reply:set_body(body)
  txn:done(reply)
end

core.register_action("vestibule", { "http-req" }, function(txn, base)
  local sent = txn.http:req_get_headers()
  local answer = ask(txn, base, sent)
  -- What a client says about itself, in every spelling that an application may take for ours.
  for name in pairs(sent) do
    if name:match("^remote") then
      txn.http:req_del_header(name)
    end
  end
  if not answer or not answer.status or answer.status == 0 then
    return refuse(txn, 503, { ["retry-after"] = { "5" } }, "")
  end
  if answer.status ~= 200 then
    return refuse(txn, answer.status, answer.headers or {}, answer.body or "")
  end
  for name, values in pairs(answer.headers or {}) do
    if name:match("^remote%-") then
      for _, value in ipairs(each(values)) do
        txn.http:req_set_header(name, value)
      end
    end
  end
end, 1)
