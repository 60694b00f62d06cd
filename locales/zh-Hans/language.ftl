# 该语言的自称。
language-name = 简体中文
