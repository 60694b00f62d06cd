# この言語での言語名。
language-name = 日本語
