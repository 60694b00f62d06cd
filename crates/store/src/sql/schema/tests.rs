//! Comparing a journal of migrations, and what is frozen in the field.

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use super::*;

fn known() -> Migrator {
    let migration = |version, sql: &'static str| {
        Migration::new(version, "x".into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![migration(1, "select 1"), migration(2, "select 2")])
}

fn other(number: i64) -> (i64, Vec<u8>) {
    (number, vec![0; 48])
}

#[test]
fn applied_migrations_are_compared() {
    let known = known();
    let sum = |number: i64| match known.iter().find(|migration| migration.version == number) {
        Some(migration) => (number, migration.checksum.to_vec()),
        None => other(number),
    };
    #[rustfmt::skip]
    let cases = [
        ("nothing applied", vec![], "ok"),
        ("an older version", vec![sum(1)], "ok"),
        ("this version", vec![sum(1), sum(2)], "ok"),
        ("a newer version", vec![sum(1), sum(2), sum(3)], "newer"),
        ("a changed migration", vec![other(1)], "foreign"),
        ("a newer version with a changed past", vec![sum(1), other(2), sum(3)], "foreign"),
        ("a hole", vec![sum(2)], "foreign"),
        ("another program's", vec![sum(20_240_101)], "foreign"),
        ("a number between ours", vec![sum(0), sum(1), sum(2)], "foreign"),
    ];
    for (name, applied, expected) in cases {
        let verdict = match compare(&applied, &known) {
            Ok(()) => "ok",
            Err(OpenError::Newer { found: 3, known: 2 }) => "newer",
            Err(OpenError::ForeignSchema(_)) => "foreign",
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(verdict, expected, "{name}");
    }
}

/// A new migration adds its parts to the list, which is sorted. Where PostgreSQL has other parts, it fails to start.
#[tokio::test]
async fn the_list_of_parts_is_what_the_migrations_make() {
    let mut empty = SqliteConnection::connect_with(&SqliteConnectOptions::new().in_memory(true)).await.unwrap();
    apply(&mut empty, &migrator(SQLITE), 0).await.unwrap();
    let parts = completeness::parts(&mut empty).await.unwrap();
    let made: String = parts.iter().map(|part| format!("{part}\n")).collect();
    assert_eq!(include_str!("../../../migrations/parts.txt"), made, "migrations/parts.txt should be:\n{made}");
}

/// Databases in the field hold these checksums. When this fails, undo the change and write a new migration.
#[test]
fn applied_migrations_are_frozen() {
    let sqlite = [
        (1, "c091a54f61a7c979343a34374ad0129453d0de9d6e39524fc8e9f04ffbdf82e08483f5c79475db5a53ad5e153ad3d27c"),
        (2, "10a9f7716ed6fed1179098aef17811f9dd245b4e35d2cb06d829d3e94a5c0943816eee27f44ed5e267dd5a98250ea5fd"),
        (3, "d030c85c40cb93f49d48c0700db7843468d351d4546d42d4ac9da6fef05fdda8a950c3022a8a0c9f89967d5028c19fb1"),
        (4, "828ce12df9b032ee1d0eb0c2b17b98a17f0c00a1f8b272d0d52f25877bce90a07e8ccb5afd9e8d382eb02d2f0a527fe8"),
        (5, "dfef499769f02ba5fba9b20f5a26f1d594588e17a599e5ccfe3b40d93f18a6c47a540a379b3a206bd82a342dd0c9a815"),
        (6, "f7d4f0040e7bf2436c2d397ef42a0536b9d92dbd7cd067c146c1f966ecc811b3c385773789cf27623fba45c2f65456b8"),
        (7, "7396ceb0179678e7a98cbe66d2f76d1f8d5e915b57fb20d8e704ad8fb67cc7f234d60b0f11a53a55df1057fe002d43ef"),
        (8, "a4dd10e99af53cced2cc3071c919b793dde601983287e5a593a5c087a149bc1f0aeeb9a9ab2abef968023ea9670517a3"),
        (9, "5b17b00be3be9762bbeac2192017f6e6d8bb75ab46b0bdc92992116691378199ad2194583a5eac964caae72de7bb843c"),
        (10, "a730a5dfc87e30bf8cd479b525997441a79aff828394e39af592ee3ef67ead923b8ca91b429fd73b54511630bbf0ab7f"),
        (11, "bac18fad2dd5036a2d8185a4de9b037e7104837b1526241fe350b549332a7caeb361c4c76c3aeaf24fa23f8b73e67f82"),
        (12, "2ffac8ed8157ad44816277bd055765542ea9a1c0a151ad81e98eeb9a1c21d46c801ec24f3da32c107cc3fcd566d0f102"),
        (13, "adfddfc87fdc79a6834181e74e1ae97dab40b28dbce2a3360c0be99a200ee96a17883b61f7326dba28872981cb377c00"),
        (14, "25e5d9ad2319c71c459521bed9c5ed07fcacc574fd1a097dc0a89adb3e9baf063f3f9d2684a29ddbcd43183401d5cecb"),
        (15, "215873d4c277dc3ebf0fc9acc648f8b90d1e293d50e45534223a16bb47c5c2230762ed3d3227a9388e7e48a2867c1573"),
        (16, "5442ed45d79eb85713ddc714d348c1a6f476eb5c9a1763acc52ad53aea21a3a68b9cf7cd057046f0c7309bde37931ad6"),
        (17, "7758654c83fe6fd6d7994c389dc51c3719877ee273586ae7a5911f29bbe40575e5109fc56b72695ccc44b30e852d2a5d"),
        (18, "a3ae8b543148d5f2537ec5e450373fa51066ef453a8637d586c213397d3e485e453cf12f61d2cb08a32531204e1a9f7d"),
        (19, "8a0ca74ded939a4f879232a49dde1833879f9f812158be0e5c901b26cc8ee555e56c408f10b0d7742f8e5e99f1c05b1f"),
        (20, "0801ce5c4a8cb3360672ffe74a9589d75bbb47f54b5328770ed2a05ff2c8596379ac824e2a7567391ad9fa94a7349832"),
        (21, "16fc9b3e1f22400eef09884c0c4780a257468def9f322864d4ee4ec25a5d3794d5dcacf02c7f0f722e21145c17a6a3d3"),
        (22, "cef904216d34b3c2bd2abc91270916c68c1fef7e60ffc240cf4bd95740e65024be220299a4d44eac3d847211b0f8a968"),
    ];
    let postgres = [
        (1, "a4e844633d4c7fb5508a9ae1a1481dedade6a8b02c90b7dfc62d108e72d869f680c667a5ee1f0b3a8147d9a29deea4f8"),
        (2, "ef95684db647957c1e16ce639c12729ac30b9a7e608fa706f14a3dfd021fbb4fb9308e5b030bc1de3601950f4ec125d2"),
        (3, "d030c85c40cb93f49d48c0700db7843468d351d4546d42d4ac9da6fef05fdda8a950c3022a8a0c9f89967d5028c19fb1"),
        (4, "67a56235626353c48e596b4b252fce5d5653e885f715efa7e19e242161e8fc869848c016fc915c09638b22a9e7ad48ae"),
        (5, "dfef499769f02ba5fba9b20f5a26f1d594588e17a599e5ccfe3b40d93f18a6c47a540a379b3a206bd82a342dd0c9a815"),
        (6, "aae354e9d9b0cc513d221367f80d40ff514c80ed5d5894ea09d71a03ca52c322106f3306ad1f128c291ba64ec7fd9e93"),
        (7, "7396ceb0179678e7a98cbe66d2f76d1f8d5e915b57fb20d8e704ad8fb67cc7f234d60b0f11a53a55df1057fe002d43ef"),
        (8, "d7b8bbb3598028ba55e62fdf5fc78945e54f1b5b641b1d5877568dd0cff85dea4890de3291daddb4cdb3b57991e158ff"),
        (9, "d794f6da73d4673483fc2264e4cf10955cc6974acfa8ed21d5220daf6fef430cf65de9208e74af1191331e19f505c928"),
        (10, "f6a105a396f8ea86415d8afd0ea695e8c47e2bcf1c7a9c3b74aec8b724f699f6921c8663472ed8be9ccb0b1e6295779e"),
        (11, "58d7ad2391ef16c84fdf25efd5fb799d5387e675d6dbbabb13f75470bb917614465ba9fdeba07d382ab337d8a96ace6d"),
        (12, "afeef546e43f3f631fcbf62efc2a9e2b0bbd8d66c752ae8e1cd84e6015a302b2adb0bdb6a8ef344440da88bccf6289f7"),
        (13, "adfddfc87fdc79a6834181e74e1ae97dab40b28dbce2a3360c0be99a200ee96a17883b61f7326dba28872981cb377c00"),
        (14, "f022e76030f00439b8d6915907b5562b4a30d046ef284c7c811d82279083d917ef85b919c8de17665724452738bc2e14"),
        (15, "9277a9077dc027b2300c30c2ef9144ef4985e317322a5ceef16fff880af58c5d0a438980fa89b66ddd2e09d661a37857"),
        (16, "917ab2d861db5be56997475685a2ff20f5671b90539067fda0856666f62bb8a1cc80e3a9705dccd4e8de042a2adb3976"),
        (17, "7758654c83fe6fd6d7994c389dc51c3719877ee273586ae7a5911f29bbe40575e5109fc56b72695ccc44b30e852d2a5d"),
        (18, "82a52b1ddb50b62eb842035afe37a9cb324382bdb1f73f770762b53c379f58e332c9da338797b639c201bb29e85da051"),
        (19, "ed853889c25385e8acae150e69d78563cc250787b4feaabc4006aed459abcf84264bae31aa47b735bce513c552044b79"),
        (20, "215c4ea825e0f613949a6ea8b0a3858cce236c3a9168a30bf3528a3b4f66a330ad6569fcdec4a9918c74ee3c1aad4909"),
        (21, "5aee36d40dd389c36493733535a605cf5c9a70931ff336e8d7ded787486d333966a5326943315b17d8629971960bdfd0"),
        (22, "cef904216d34b3c2bd2abc91270916c68c1fef7e60ffc240cf4bd95740e65024be220299a4d44eac3d847211b0f8a968"),
    ];
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for (migrations, frozen) in [(SQLITE, sqlite), (POSTGRES, postgres)] {
        let now: Vec<_> = migrator(migrations).iter().map(|one| (one.version, hex(&one.checksum))).collect();
        assert_eq!(now, frozen.map(|(version, sum)| (version, sum.to_owned())));
    }
}
