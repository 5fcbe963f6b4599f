#include "tests/support/test_main.h"
#include "widgets/theme/theme.h"

#include <set>

using namespace lathe;

class ThemeTest : public QObject {
    Q_OBJECT
private slots:
    void textReadsOnEverySurface_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("text");
        QTest::addColumn<int>("surface");
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark})
            for (const Token text : {Token::Text, Token::TextMuted, Token::Accent, Token::Error, Token::Warning, Token::Success})
                for (const Token surface : {Token::Window, Token::Panel, Token::Canvas})
                    QTest::addRow("%d %d on %d", static_cast<int>(mode), static_cast<int>(text), static_cast<int>(surface))
                        << static_cast<int>(mode) << static_cast<int>(text) << static_cast<int>(surface);
    }
    void textReadsOnEverySurface() {
        QFETCH(int, mode);
        QFETCH(int, text);
        QFETCH(int, surface);
        Theme theme;
        theme.setMode(static_cast<ThemeMode>(mode));
        QVERIFY(contrastRatio(theme.color(static_cast<Token>(text)), theme.color(static_cast<Token>(surface))) >= 4.5);
    }

    void whiteReadsOnEveryCategory() {
        Theme theme;
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            theme.setMode(mode);
            for (int category = 0; category <= static_cast<int>(OpCategory::Other); ++category)
                QVERIFY2(contrastRatio(theme.color(Token::NodeText), theme.category(static_cast<OpCategory>(category))) >= 4.5,
                         qPrintable(QString::number(category)));
        }
    }

    void everyEngineHasItsColour() {
        Theme theme;
        std::set<QRgb> colours;
        for (const Engine engine : kEngines)
            colours.insert(theme.engine(engine).rgb());
        QCOMPARE(colours.size(), kEngines.size());
    }

    void everyPrecisionHasItsColour() {
        Theme theme;
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            theme.setMode(mode);
            std::set<QRgb> colours;
            for (const Precision precision : {Precision::Float, Precision::Int8, Precision::Int16, Precision::Float16})
                colours.insert(theme.precision(precision).rgb());
            QCOMPARE(colours.size(), std::size_t(4));
        }
    }

    void everyTokenHasItsRow() {
        int index = 0;
        for (const TokenRow& row : tokenTable())
            QCOMPARE(static_cast<int>(row.token), index++);
        QCOMPARE(index, static_cast<int>(Token::Count));
    }
};

LATHE_TEST(ThemeTest)
#include "theme_test.moc"
