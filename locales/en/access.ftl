### Asking for access to an application that one was refused.

access-title = Ask for access to { $application }?
    .about = Administrators see your name, the application and when you asked.
    .yes = Ask for access
access-asked = You have asked for access to { $application }
    .about = Administrators see it. Once they have given you access, open the application again.
    .open = Open the application
