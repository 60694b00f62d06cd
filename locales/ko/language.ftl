# 이 언어로 쓴 언어 이름.
language-name = 한국어
