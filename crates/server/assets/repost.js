// A field named `submit` hides the form's own method, so it is taken from where no field can hide it.
HTMLFormElement.prototype.submit.call(document.getElementById("repost"));
