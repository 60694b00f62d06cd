### Be om åtkomst till ett program som man har nekats.

access-title = Be om åtkomst till { $application }?
    .about = Administratörer ser ditt namn, programmet och när du bad om åtkomst.
    .yes = Be om åtkomst
access-asked = Du har bett om åtkomst till { $application }
    .about = Administratörer ser det. Öppna programmet igen när du har fått åtkomst.
    .open = Öppna programmet
