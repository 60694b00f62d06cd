# De naam van de taal in de taal zelf.
language-name = Nederlands
