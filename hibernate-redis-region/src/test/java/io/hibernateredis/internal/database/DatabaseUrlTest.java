package io.hibernateredis.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.hibernateredis.internal.database.DatabaseUrl.Place;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a JDBC URL says of where a database is. */
class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    jdbc:mysql://Db:3306/shop                         | SERVER     | mysql://db:3306/shop
                    jdbc:mysql://ann:s3cret@db:3306/shop?useSSL=false | SERVER     | mysql://db:3306/shop
                    jdbc:mysql://address=(host=db)(password=s3cret)/a | SERVER     | mysql://address=(host=db)/a
                    jdbc:oracle:thin:ann/s3cret@//db:1521/shop        | SERVER     | oracle:thin:@//db:1521/shop
                    jdbc:oracle:thin:@//db:1521/shop                  | SERVER     | oracle:thin:@//db:1521/shop
                    jdbc:sqlserver://db:1433;user=ann;password=s3cret | SERVER     | sqlserver://db:1433
                    jdbc:db2://db:50000/SHOP:user=ann;password=s3cret | SERVER     | db2://db:50000/shop
                    jdbc:postgresql://db/shop?user=ann                | SERVER     | postgresql://db/shop
                    jdbc:h2:tcp://db:9092/~/shop;USER=sa              | SERVER     | h2:tcp://db:9092/~/shop
                    jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1                | MEMORY     | h2:mem:shop
                    jdbc:h2:mem:                                      | CONNECTION | ''
                    jdbc:h2:./data/shop;MODE=MySQL                    | FILE       | ./data/shop
                    jdbc:h2:file:~/shop                               | FILE       | ~/shop
                    jdbc:hsqldb:mem:shop                              | MEMORY     | hsqldb:mem:shop
                    jdbc:hsqldb:hsql://db/shop                        | SERVER     | hsqldb:hsql://db/shop
                    jdbc:hsqldb:file:/data/shop;shutdown=true         | FILE       | /data/shop
                    jdbc:derby:memory:shop;create=true                | MEMORY     | derby:memory:shop
                    jdbc:derby://db:1527/shop                         | SERVER     | derby://db:1527/shop
                    jdbc:derby:shop;create=true                       | FILE       | shop
                    jdbc:sqlite:shop.db                               | FILE       | shop.db
                    jdbc:sqlite::memory:                              | CONNECTION | ''
                    jdbc:sqlite:file:shop?mode=memory&cache=shared    | MEMORY     | sqlite:file:shop
                    """)
    void url_isWhereTheDatabaseIs_andNoMore(String url, Place place, String location) {
        assertThat(DatabaseUrl.of(url)).isEqualTo(new DatabaseUrl(place, location));
    }
}
