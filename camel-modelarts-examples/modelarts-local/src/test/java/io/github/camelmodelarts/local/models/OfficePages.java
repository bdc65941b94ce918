package io.github.camelmodelarts.local.models;

import java.awt.BasicStroke;
import java.awt.Color;

import static java.awt.Font.BOLD;
import static java.awt.Font.ITALIC;
import static java.awt.Font.PLAIN;

/** Pages such as letters, forms and notices. Their content is invented. */
final class OfficePages {

    private static final String SANS = "SansSerif";
    private static final String SERIF = "Serif";
    private static final String MONO = "Monospaced";

    private OfficePages() {}

    static Sheet letter() {
        Sheet page = new Sheet(1240, 1754, new Color(0xfb, 0xfb, 0xfa));
        page.font(SERIF, PLAIN, 24).right(1110, 140, "Orchard Cottage").right(1110, 174, "Hill Road 5");
        page.right(1110, 208, "Upper Meadow").right(1110, 276, "9 March 2026");
        page.text(130, 340, "To the Town Library").text(130, 374, "Market Square 1");
        page.font(SERIF, BOLD, 26).text(130, 470, "Reading room opening hours");
        page.font(SERIF, PLAIN, 26).text(130, 540, "Dear library team,");
        int y = page.paragraph(
                130,
                600,
                980,
                40,
                "thank you for the new reading room on the second floor. The large windows and the quiet corner "
                        + "with the old maps have quickly become my favourite place in town.");
        y = page.paragraph(
                130,
                y + 24,
                980,
                40,
                "May I make a suggestion? On weekdays the room closes at 17:30, which is just when most people leave "
                        + "work. If it stayed open until 20:00 on two evenings, perhaps Tuesday and Thursday, many more "
                        + "visitors could use it.");
        y = page.paragraph(
                130,
                y + 24,
                980,
                40,
                "I would gladly help as a volunteer, and I know of three neighbours who feel the same. Please let me "
                        + "know whether this is possible.");
        page.text(130, y + 40, "Kind regards,");
        TradePages.signature(page, 140, y + 110);
        page.text(130, y + 190, "A grateful reader");
        page.font(SERIF, ITALIC, 22).text(130, y + 270, "Enclosed: list of signatures, 2 pages");
        return page;
    }

    static Sheet minutes() {
        Sheet page = new Sheet(1240, 1754, new Color(0xfc, 0xfc, 0xfc));
        page.font(SANS, BOLD, 34).text(120, 160, "Minutes of the garden club");
        page.font(SANS, PLAIN, 24).text(120, 220, "Thursday, 12 February 2026, 19:00 to 20:45, village hall");
        page.text(120, 258, "Present: eleven members, one guest");
        String[] items = {
            "1. The minutes of the last meeting were approved without changes.",
            "2. The treasurer reports a balance of 642.80 EUR. The new hose was paid in January.",
            "3. Seeds: carrots, beans and two kinds of pumpkin will be ordered together. Orders close on 28 February.",
            "4. The fence at the north side needs repair. A working party meets on Saturday at 9:30, tools are provided.",
            "5. The summer fair will be held on 20 June. Volunteers for the tea stall are still wanted.",
            "6. Any other business: the key to the shed hangs behind the door again. Please put it back after use.",
        };
        int y = 340;
        for (String item : items) {
            y = page.paragraph(120, y, 1000, 38, item) + 30;
        }
        page.font(SANS, BOLD, 24).text(120, y + 30, "Next meeting: 12 March 2026");
        page.font(SANS, PLAIN, 22).text(120, y + 90, "Taken down by the secretary");
        return page;
    }

    static Sheet form() {
        Sheet page = new Sheet(1240, 1500, Color.WHITE);
        page.pen().setColor(new Color(0xdd, 0xe6, 0xee));
        page.pen().fillRect(90, 80, 1060, 90);
        page.pen().setColor(new Color(0x1c, 0x2c, 0x40));
        page.font(SANS, BOLD, 36).text(120, 138, "Application for a parking permit");
        String[][] fields = {
            {"Family name", "Example"},
            {"Given name", "Robin"},
            {"Street", "Canal Walk 18"},
            {"Town", "21035 Lower Quay"},
            {"Telephone", "0000 555 0187"},
            {"Number plate", "LQ RX 481"},
            {"Colour", "dark green"},
        };
        for (int i = 0; i < fields.length; i++) {
            int y = 250 + i * 100;
            page.font(SANS, PLAIN, 22).text(120, y + 36, fields[i][0]);
            page.pen().setStroke(new BasicStroke(2));
            page.pen().drawRect(400, y, 700, 58);
            page.font(MONO, PLAIN, 28).text(424, y + 39, fields[i][1]);
        }
        String[] kinds = {"Resident", "Business", "Visitor"};
        for (int i = 0; i < kinds.length; i++) {
            page.pen().drawRect(120 + i * 300, 990, 30, 30);
            page.font(SANS, PLAIN, 24).text(170 + i * 300, 1014, kinds[i]);
        }
        page.pen().setStroke(new BasicStroke(4));
        page.pen().drawLine(125, 1004, 134, 1016);
        page.pen().drawLine(134, 1016, 150, 984);
        page.font(SANS, PLAIN, 20);
        page.paragraph(
                120,
                1110,
                980,
                32,
                "The permit is valid for one year from the date of issue and must be placed behind the windscreen. "
                        + "Changes of address or vehicle are to be reported within one month.");
        page.pen().setStroke(new BasicStroke(1));
        page.pen().drawLine(120, 1340, 560, 1340);
        page.text(120, 1370, "Place, date").text(700, 1370, "Fee paid: 30.70 EUR");
        return page;
    }

    static Sheet notice() {
        Sheet page = new Sheet(1400, 1000, new Color(0xff, 0xfd, 0xf0));
        page.font(SERIF, BOLD, 52).centred(700, 110, "Water supply interrupted");
        page.font(SERIF, PLAIN, 28).centred(700, 165, "Tuesday, 8 September 2026, 8:00 to 13:00");
        page.pen().fillRect(90, 195, 1220, 3);
        page.font(SERIF, PLAIN, 31);
        page.paragraph(
                90,
                260,
                560,
                56,
                "Dear residents, the pipe under Mill Lane is being renewed. During the work there will be no water in "
                        + "the houses 1 to 37. Please store enough drinking water the evening before, close all taps "
                        + "and switch off washing machines and boilers.");
        page.paragraph(
                750,
                260,
                560,
                56,
                "When the supply returns the water may be cloudy for a short time. This is harmless. Let it run until "
                        + "it is clear. A tank with drinking water stands at the corner of School Street. Questions: "
                        + "office hours 7:30 to 16:00, telephone 0000 555 0119.");
        page.font(SANS, BOLD, 26).text(90, 900, "Sandbridge Water Works").right(1310, 900, "Notice 31/2026");
        return page;
    }

    static Sheet measurements() {
        Sheet page = new Sheet(1240, 1100, new Color(0xf9, 0xfa, 0xf7));
        page.font(MONO, BOLD, 30).text(90, 100, "WEATHER STATION 7 - WEEKLY LOG");
        page.font(MONO, PLAIN, 24).text(90, 150, "Observer: night shift").right(1150, 150, "Week 32");
        String[][] days = {
            {"Day", "Min C", "Max C", "Rain mm", "Wind"},
            {"Monday", "14.2", "23.8", "0.0", "NW 3"},
            {"Tuesday", "15.0", "25.1", "0.0", "W 2"},
            {"Wednesday", "16.7", "27.9", "4.5", "SW 4"},
            {"Thursday", "13.1", "19.4", "12.8", "W 6"},
            {"Friday", "11.9", "18.6", "2.1", "NW 5"},
            {"Saturday", "12.4", "21.0", "0.0", "N 2"},
            {"Sunday", "13.8", "22.7", "0.3", "E 1"},
        };
        for (int i = 0; i < days.length; i++) {
            int y = 240 + i * 62;
            page.font(MONO, i == 0 ? BOLD : PLAIN, 26).text(100, y, days[i][0]);
            page.right(520, y, days[i][1])
                    .right(700, y, days[i][2])
                    .right(900, y, days[i][3])
                    .text(980, y, days[i][4]);
            page.pen().setStroke(new BasicStroke(i == 0 ? 3 : 1));
            page.pen().drawLine(90, y + 20, 1150, y + 20);
        }
        page.font(MONO, PLAIN, 24).text(90, 830, "Rain gauge cleaned on Friday at 06:40.");
        page.text(90, 880, "Battery replaced, next service in October.");
        page.font(MONO, ITALIC, 22).text(90, 990, "Checked and entered");
        return page;
    }
}
